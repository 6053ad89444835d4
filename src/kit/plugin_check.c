/* Whether a plugin keeps the rules: its files, its description, its module, and one call of it. */
#include "kit/plugin_check.h"
#include "base/json_out.h"
#include "base/text.h"
#include "ccred-plugin.h"
#include "kit/audit.h"
#include "plugin/arguments.h"
#include "plugin/find.h"

#include <stdarg.h>

__attribute__((format(printf, 4, 5))) static void
note(struct check_report *r, const char *name, enum check_outcome outcome, const char *fmt, ...)
{
	struct check *c = &r->checks[r->n++];
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* What a plugin says of itself may hold anything. */
	text_escape(text, strlen(text), c->text, sizeof(c->text));
	c->name = name;
	c->outcome = outcome;
	if (outcome == CHECK_FAIL && r->code == 0)
		r->code = EXIT_CONFIG;
}

/* Puts reason and fix to the check that was noted last. */
static void explain(struct check_report *r, const char *reason, const char *fix)
{
	struct check *c = &r->checks[r->n - 1];

	snprintf(c->reason, sizeof(c->reason), "%s", reason);
	snprintf(c->fix, sizeof(c->fix), "%s", fix);
}

static void note_err(struct check_report *r, const char *name, const struct err *err)
{
	char line[ERR_LINE_MAX];

	note(r, name, CHECK_FAIL, "%s", err_line(err, line, sizeof(line)));
	explain(r, err->reason, err->fix);
}

static void check_description(struct check_report *r, const struct description *d)
{
	if (d->unknown != NULL)
		note(r, "description", CHECK_FAIL, "line %u: unknown word %.64s", d->unknown_line,
		     d->unknown);
	else if (d->summary == NULL)
		note(r, "description", CHECK_FAIL,
		     "it has no summary: describe the plugin in half a line");
	else
		note(r, "description", CHECK_PASS, "%s%s%s, ABI %d.%u, %zu option%s: %s", d->name,
		     d->version != NULL ? " " : "", d->version != NULL ? d->version : "",
		     CCRED_ABI_MAJOR, d->abi_minor, d->noptions, d->noptions == 1 ? "" : "s",
		     d->summary);
}

/* Notes whether a rule is kept: the text for either case, and the names that go with it. */
static void judge(struct check_report *r, const char *name, bool good, const char *pass,
		  const char *fail, const char *names)
{
	note(r, name, good ? CHECK_PASS : CHECK_FAIL, "%s%s", good ? pass : fail, names);
}

/* How the module was linked. file is NULL: there is none. */
static void check_module(struct check_report *r, const char *file)
{
	static const char *const names[] = { "exports", "relro", "bind-now", "imports" };
	struct audit a = { .relro = false };
	struct err err = { 0 };
	char line[ERR_LINE_MAX];

	if (file == NULL || audit_module(file, &a, &err) != 0) {
		err_line(&err, line, sizeof(line));
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			note(r, names[i], CHECK_SKIP, "%s",
			     file != NULL ? line : "the plugin is a program, not a module");
		return;
	}
	if (a.exports[0] == '\0')
		note(r, "exports", CHECK_PASS, PLUGIN_SYMBOL " alone");
	else
		note(r, "exports", CHECK_FAIL,
		     "besides " PLUGIN_SYMBOL ": %s: compile with -fvisibility=hidden", a.exports);
	judge(r, "relro", a.relro, "its relocations are read-only once it is loaded",
	      "no RELRO: link with -Wl,-z,relro", "");
	judge(r, "bind-now", a.bind_now, "its symbols are bound when it is loaded",
	      "no BIND_NOW: link with -Wl,-z,now", "");
	judge(r, "imports", a.imports[0] == '\0',
	      "it calls no function that a plugin must not call",
	      "it calls functions that a plugin must not call: ", a.imports);
}

/* Checks that no message has the secret. */
static void check_secret(struct check_report *r, const struct probe *p)
{
	bool set = (p->sets & ITEMS_SECRET) != 0;

	if (p->told || set)
		judge(r, "words", !p->told, "the secret is not in what it said",
		      "the secret is in what it said (say, log): leave it out", "");
	else
		note(r, "words", CHECK_SKIP, "no secret was set");
	if (p->left[0] != '\0')
		note(r, "wiping", CHECK_FAIL, "the secret is left in %s: wipe each copy", p->left);
	else
		note(r, "wiping", p->wiped ? CHECK_PASS : CHECK_SKIP, "%s",
		     p->wiped ? "nothing is left of the secret in its memory"
		     : set    ? "memory cannot be read here"
			      : "no secret was set");
}

static void check_result(struct check_report *r, const struct probe *p)
{
	const char *result = result_name((int)p->line.result);
	char line[SAID_LINE_MAX];
	const char *said = said_line(&p->line.said, line), *between = said[0] != '\0' ? ": " : "";
	const char *fault = NULL;
	struct buf items = BUF_INIT;

	credential_put_names(p->sets, &items);
	if (p->line.refused)
		fault = "it does not take the arguments";
	else if (p->line.result == RESULT_INTERNAL)
		fault = "it returned internal, or a number that is not a result";
	else if (p->line.result == RESULT_SUCCESS && p->sets == 0)
		fault = "it returned success, but set nothing";
	if (p->ignored_set && !p->line.refused)
		note(r, "get", CHECK_FAIL,
		     "it returned success after a set that failed: return the result of that set");
	else if (fault != NULL)
		note(r, "get", CHECK_FAIL, "%s%s%s", fault, between, said);
	else if (p->unreasoned)
		note(r, "get", CHECK_FAIL, "it returned %s without a reason: call say%s%s", result,
		     between, said);
	else
		note(r, "get", CHECK_PASS, "%s in %lld ms, sets %s%s%s", result,
		     (long long)p->took_ms, items.len > 0 ? buf_str(&items) : "nothing", between,
		     said);
	explain(r, p->line.said.reason, p->line.said.fix);
	buf_free(&items);
}

/* One get, left out if a required argument is not given. */
static void check_get(struct check_report *r, const struct nobody *n)
{
	static const struct location at = { "arguments", 1, 1 };
	const struct line *line = &n->bound->lines[0];
	const struct plugin_option *missing =
		arguments_missing(line->description, line->args, line->nargs);
	char said[SAID_LINE_MAX];
	struct err err = { 0 };
	struct probe *p = &r->get;
	int code = arguments_check(line->description, line->args, line->nargs, &at, &err);

	if (code != 0 && strcmp(err.reason, reason_word(REASON_PLUGIN_ARGUMENT_MISSING)) == 0) {
		note(r, "get", CHECK_SKIP, "left out: %s= is required, give it as %s=VALUE",
		     missing->name, missing->name);
	} else if (code != 0) {
		note(r, "get", CHECK_FAIL, "it does not take the arguments: %s", err.text);
		explain(r, err.reason, err.fix);
		return;
	} else if (probe_get(n, p, &err) != 0) {
		note_err(r, "get", &err);
		return;
	} else if (line->nargs == 0 && p->line.refused) {
		/* It needs one of several, which its description cannot say. */
		note(r, "get", CHECK_SKIP, "left out: it needs arguments: %s",
		     said_line(&p->line.said, said));
	} else {
		r->called = true;
		check_result(r, p);
		check_secret(r, p);
		return;
	}
	note(r, "wiping", CHECK_SKIP, "get was left out");
}

static void check_loaded(struct check_report *r, const struct description *d,
			 const struct argument *args, size_t nargs)
{
	struct nobody_spec spec = { .description = d, .args = args, .nargs = nargs };
	struct nobody n;
	struct err err = { 0 };

	if (nobody_begin(&n, &spec, &err) != 0) {
		note_err(r, "struct", &err);
		return;
	}
	if (probe_load(&n, &err) != 0) {
		note_err(r, "struct", &err);
	} else {
		note(r, "struct", CHECK_PASS, "it can be loaded, and agrees with its description");
		check_get(r, &n);
	}
	nobody_end(&n);
}

void plugin_check(const char *path, const struct argument *args, size_t nargs,
		  struct check_report *report)
{
	struct description *d = NULL;
	char *resolved = NULL;
	struct err err = { 0 };
	int code = check_file(path, &d, &resolved, &err);

	report->path = path;
	if (code != 0) {
		note_err(report, "file", &err);
		report->code = code;
		return;
	}
	note(report, "file", CHECK_PASS, "nobody else can change it, or what it names");
	check_description(report, d);
	check_module(report, d->module != NULL ? resolved : NULL);
	check_loaded(report, d, args, nargs);
	description_free(&d);
	free(resolved);
}

static const char *const words[] = {
	[CHECK_PASS] = "pass",
	[CHECK_FAIL] = "fail",
	[CHECK_SKIP] = "skip",
};

void check_report_text(const struct check_report *r, struct buf *b)
{
	char clean[ERR_LINE_MAX];

	for (size_t i = 0; i < r->n; i++)
		buf_printf(b, "%s  %-11s  %s\n", words[r->checks[i].outcome], r->checks[i].name,
			   r->checks[i].text);
	buf_printf(b, "%s  %s\n", words[r->code == 0 ? CHECK_PASS : CHECK_FAIL],
		   text_escape(r->path, strlen(r->path), clean, sizeof(clean)));
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
		json_text(b, "reason", filled(r->checks[i].reason));
		json_text(b, "fix", filled(r->checks[i].fix));
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	if (r->called) {
		json_begin(b, "get", '{');
		json_text(b, "result", result_name((int)r->get.line.result));
		json_boolean(b, "client_id", (r->get.sets & ITEM_BIT(ITEM_CLIENT_ID)) != 0);
		json_boolean(b, "client_secret", (r->get.sets & ITEM_BIT(ITEM_CLIENT_SECRET)) != 0);
		json_number(b, "took_ms", r->get.took_ms);
		buf_putc(b, '}');
	}
	json_boolean(b, "pass", r->code == 0);
	buf_puts(b, "}\n");
}
