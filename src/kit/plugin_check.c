/* Whether a plugin keeps the rules: its file, its struct, and one call of it. */
#include "base/banned.h"
#include "kit/plugin_check.h"
#include "base/json_out.h"
#include "plugin/plugin_file.h"
#include "kit/probe.h"
#include "stack/verdict.h"

__attribute__((format(printf, 4, 5))) static void
note(struct check_report *r, const char *name, enum check_outcome outcome, const char *fmt, ...)
{
	struct check *c = &r->checks[r->n++];
	struct err text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->text, sizeof(c->text), fmt, ap);
	va_end(ap);
	/* What a plugin says of itself may hold anything. */
	err_set(&text, 0, "%s", c->text);
	snprintf(c->text, sizeof(c->text), "%s", text.text);
	c->name = name;
	c->outcome = outcome;
	if (outcome == CHECK_FAIL && r->code == 0)
		r->code = EXIT_CONFIG;
}

/* How it was linked. Returns 0, or not when it is no file to go on with. */
static int check_file(struct check_report *r)
{
	struct elf_audit a = { .relro = false };
	struct err err = { 0 };
	char line[ERR_LINE_MAX];
	int code;

	if ((code = plugin_check_file(r->path, NULL, NULL, &err)) != 0 ||
	    (code = plugin_audit_file(r->path, &a, &err)) != 0) {
		note(r, "file", CHECK_FAIL, "%s", err_line(&err, line, sizeof(line)));
		return r->code = code;
	}
	note(r, "file", CHECK_PASS,
	     "nobody else can change it; it is a shared object for this machine");
	if (a.exports[0] == '\0')
		note(r, "exports", CHECK_PASS, PLUGIN_SYMBOL " alone");
	else
		note(r, "exports", CHECK_FAIL,
		     "besides " PLUGIN_SYMBOL ": %s: compile with -fvisibility=hidden", a.exports);
	if (a.relro)
		note(r, "relro", CHECK_PASS, "its relocations are read-only once it is loaded");
	else
		note(r, "relro", CHECK_FAIL, "no RELRO: link with -Wl,-z,relro");
	if (a.bind_now)
		note(r, "bind-now", CHECK_PASS, "its symbols are bound when it is loaded");
	else
		note(r, "bind-now", CHECK_FAIL, "no BIND_NOW: link with -Wl,-z,now");
	if (a.imports[0] == '\0')
		note(r, "imports", CHECK_PASS, "nothing that a plugin must not call");
	else
		note(r, "imports", CHECK_FAIL, "it calls what a plugin must not: %s", a.imports);
	return 0;
}

static void check_options(struct check_report *r, const struct probe *p)
{
	for (size_t i = 0; i < p->noptions; i++) {
		const struct probe_option *o = &p->options[i];
		const char *name = o->name != NULL ? o->name : "";
		if (name[0] == '\0' || o->help == NULL || o->help[0] == '\0') {
			note(r, "options", CHECK_FAIL,
			     "%s= has no help: describe it in half a line", name);
			return;
		}
		if (o->type > CCRED_OPT_PATH) {
			note(r, "options", CHECK_FAIL, "%s= is of an unknown type: %u", name,
			     (unsigned)o->type);
			return;
		}
	}
	note(r, "options", CHECK_PASS, "%zu, described", p->noptions);
}

static void check_words(struct check_report *r, const struct probe *p)
{
	if (p->told)
		note(r, "words", CHECK_FAIL, "it said the secret (fail, log): leave it out");
	else if (p->sets_secret)
		note(r, "words", CHECK_PASS, "the secret is not in what it said");
	else
		note(r, "words", CHECK_SKIP, "no secret was set");
}

static void check_wiping(struct check_report *r, const struct probe *p)
{
	if (p->left != NULL)
		note(r, "wiping", CHECK_FAIL,
		     "the secret is left in %s: wipe each copy before it is freed", p->left);
	else if (p->wiped)
		note(r, "wiping", CHECK_PASS, "nothing is left of the secret in its memory");
	else
		note(r, "wiping", CHECK_SKIP, "%s",
		     p->sets_secret ? "memory cannot be read here" : "no secret was set");
}

static void check_result(struct check_report *r, const struct probe *p)
{
	const char *items = p->sets_id && p->sets_secret ? "client id and secret"
			    : p->sets_id                 ? "client id"
			    : p->sets_secret             ? "client secret"
							 : "nothing";
	const char *said = p->said != NULL ? p->said : "";
	const char *between = said[0] != '\0' ? ": " : "";

	r->called = true;
	r->result = result_name(p->result);
	r->sets_id = p->sets_id;
	r->sets_secret = p->sets_secret;
	r->took_ms = p->took_ms;
	if (p->refused)
		note(r, "get", CHECK_FAIL, "it does not take the arguments%s%s", between, said);
	else if (p->result == CCRED_INTERNAL)
		note(r, "get", CHECK_FAIL, "internal, or a number that is no result%s%s", between,
		     said);
	else if (p->result == CCRED_SUCCESS && !p->sets_id && !p->sets_secret)
		note(r, "get", CHECK_FAIL, "success, but it set nothing%s%s", between, said);
	else
		note(r, "get", CHECK_PASS, "%s in %lld ms, sets %s%s%s", r->result,
		     (long long)p->took_ms, items, between, said);
}

void plugin_check(const char *path, const struct ccred_arg *args, size_t nargs,
		  struct check_report *report)
{
	struct probe p = { 0 };
	struct err err = { 0 };

	report->path = path;
	if (check_file(report) != 0)
		return;
	if (probe_describe(path, &p, &err) != 0) {
		note(report, "struct", CHECK_FAIL, "%s", err.text);
		return;
	}
	note(report, "struct", CHECK_PASS, "%s %s, ABI %d.%u: %s", p.name, p.version,
	     CCRED_ABI_MAJOR, (unsigned)p.minor, p.summary);
	check_options(report, &p);
	probe_clear(&p);
	if (probe_check(path, args, nargs, &p, &err) != 0) {
		note(report, "get", CHECK_FAIL, "%s", err.text);
		return;
	}
	if (p.missing != NULL && !p.refused) {
		note(report, "get", CHECK_SKIP, "left out: %s= is required, give it as %s=VALUE",
		     p.missing, p.missing);
		note(report, "wiping", CHECK_SKIP, "get was left out");
	} else if (nargs == 0 && p.refused) {
		/* One of several that its table of options cannot name as required. */
		note(report, "get", CHECK_SKIP, "left out: it needs arguments%s%s",
		     p.said != NULL ? ": " : "", p.said != NULL ? p.said : "");
		note(report, "wiping", CHECK_SKIP, "get was left out");
	} else {
		check_result(report, &p);
		check_words(report, &p);
		check_wiping(report, &p);
	}
	probe_clear(&p);
}

static const char *const words[] = {
	[CHECK_PASS] = "pass",
	[CHECK_FAIL] = "fail",
	[CHECK_SKIP] = "skip",
};

void check_report_text(const struct check_report *r, struct buf *b)
{
	for (size_t i = 0; i < r->n; i++)
		buf_printf(b, "%s  %-8s  %s\n", words[r->checks[i].outcome], r->checks[i].name,
			   r->checks[i].text);
	buf_printf(b, "%s  %s\n", words[r->code == 0 ? CHECK_PASS : CHECK_FAIL], r->path);
}

void check_report_json(const struct check_report *r, struct buf *b)
{
	json_begin(b, NULL, '{');
	json_text(b, "plugin", r->path);
	json_begin(b, "checks", '[');
	for (size_t i = 0; i < r->n; i++) {
		json_begin(b, NULL, '{');
		json_text(b, "check", r->checks[i].name);
		json_text(b, "outcome", words[r->checks[i].outcome]);
		json_text(b, "text", r->checks[i].text);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	if (r->called) {
		json_begin(b, "get", '{');
		json_text(b, "result", r->result);
		json_boolean(b, "client_id", r->sets_id);
		json_boolean(b, "client_secret", r->sets_secret);
		json_number(b, "took_ms", r->took_ms);
		buf_putc(b, '}');
	}
	json_boolean(b, "pass", r->code == 0);
	buf_puts(b, "}\n");
}
