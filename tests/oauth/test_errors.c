/* The error table against golden files: what was answered, and exactly what the user is told. */
/*
 * golden/NAME.in is an answer and what matters of the profile; golden/NAME.out the reason of the
 * row of the table that it falls under, the exit code, message and hint, and how the failure is
 * shared. Lines of NAME.in, up to "body", behind which the body stands: status, html, retry-after,
 * id, secret, secret-from, audience, resource, scope, param, client-auth, basic-encoding,
 * scopes-supported, grant-types-supported, dpop; "#" begins a comment. "test_errors --update"
 * writes the .out files anew.
 */
#include "oauth/dpop.h"
#include "oauth/errors.h"
#include "answer.h"
#include "lib/unit.h"

#include <dirent.h>

#define GOLDEN TEST_SRCDIR "/oauth/golden"
#define LIST_MAX 8

/* The errors of the service's authentication page, "Common errors". */
static const char *const page[] = { "invalid_client", "invalid_grant", "invalid_request",
				    "invalid_scope" };

static struct dirent **files;
static int nfiles;

/* Of all requests that have a proof. */
static struct secret *proof_key;

/* The row that the last answer fell under, seen on its way; 0: none. */
static enum reason row_reason;
int __real_error_say(const struct error_row *row, const struct oauth_exchange *x, const char *code,
		     const char *description, struct oauth_problem *ret_problem, struct err *err);
int __wrap_error_say(const struct error_row *row, const struct oauth_exchange *x, const char *code,
		     const char *description, struct oauth_problem *ret_problem, struct err *err);
int __wrap_error_say(const struct error_row *row, const struct oauth_exchange *x, const char *code,
		     const char *description, struct oauth_problem *ret_problem, struct err *err)
{
	row_reason = row->reason;
	return __real_error_say(row, x, code, description, ret_problem, err);
}

/* What a file asks for; the strings point into its text. */
struct golden {
	struct answer answer;
	const char *resources[LIST_MAX];
	struct param params[LIST_MAX];
	long status;
};

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len > n && strcmp(name + len - n, end) == 0;
}

static int is_in(const struct dirent *entry)
{
	return ends_with(entry->d_name, ".in");
}

static char *read_file(const char *name, size_t *ret_len)
{
	char path[512];

	snprintf(path, sizeof(path), GOLDEN "/%s", name);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return NULL;
	char *text = calloc(1, 1 << 16);
	ck_assert_ptr_nonnull(text);
	*ret_len = fread(text, 1, (1 << 16) - 1, f);
	fclose(f);
	return text;
}

static void set_param(struct golden *g, char *value)
{
	struct oauth_config *config = &g->answer.config;
	char *equals = strchr(value, '=');

	ck_assert_ptr_nonnull(equals);
	ck_assert_uint_lt(config->nparams, LIST_MAX);
	*equals = '\0';
	g->params[config->nparams++] = (struct param){ value, equals + 1 };
}

static void set(struct golden *g, const char *file, const char *name, char *value)
{
	struct oauth_config *config = &g->answer.config;
	struct oauth_metadata *metadata = &g->answer.metadata;

	if (strcmp(name, "status") == 0) {
		g->status = strtol(value, NULL, 10);
	} else if (strcmp(name, "html") == 0) {
		g->answer.x.reply.html = true;
	} else if (strcmp(name, "retry-after") == 0) {
		g->answer.x.reply.retry_after_s = strtol(value, NULL, 10);
	} else if (strcmp(name, "id") == 0) {
		answer_item(&g->answer, ITEM_CLIENT_ID, value);
	} else if (strcmp(name, "secret") == 0) {
		answer_item(&g->answer, ITEM_CLIENT_SECRET, value);
	} else if (strcmp(name, "secret-from") == 0) {
		config->proof_from = value;
	} else if (strcmp(name, "audience") == 0) {
		config->audience = value;
	} else if (strcmp(name, "scope") == 0) {
		config->scope = value;
	} else if (strcmp(name, "resource") == 0) {
		ck_assert_uint_lt(config->nresources, LIST_MAX);
		g->resources[config->nresources++] = value;
	} else if (strcmp(name, "param") == 0) {
		set_param(g, value);
	} else if (strcmp(name, "client-auth") == 0) {
		config->client_auth = value;
	} else if (strcmp(name, "basic-encoding") == 0) {
		config->basic_raw = strcmp(value, "raw") == 0;
	} else if (strcmp(name, "dpop") == 0) {
		if (proof_key == NULL)
			ck_assert_int_eq(dpop_key_new(&proof_key, NULL), 0);
		g->answer.x.proof_key = proof_key;
	} else if (strcmp(name, "scopes-supported") == 0) {
		metadata->scopes = strdup(value);
	} else if (strcmp(name, "grant-types-supported") == 0) {
		metadata->grants_known = true;
		metadata->grant_client_credentials = strstr(value, "client_credentials") != NULL;
	} else {
		ck_abort_msg("%s: unknown line %s", file, name);
	}
}

/* Reads the answer of a file; row_reason is 0 afterwards if it was a token. */
static void read_golden(const char *file, struct golden *g)
{
	size_t len = 0;
	char *text = read_file(file, &len), *p = text;

	ck_assert_ptr_nonnull(text);
	answer_begin(&g->answer);
	g->answer.config.resources = g->resources;
	g->answer.config.params = g->params;
	while (strncmp(p, "body\n", 5) != 0) {
		char *end = strchr(p, '\n');
		ck_assert_msg(end != NULL, "%s has no line \"body\"", file);
		*end = '\0';
		if (*p != '#') {
			char *value = p + strcspn(p, " ");
			if (*value != '\0')
				*value++ = '\0';
			set(g, file, p, value);
		}
		p = end + 1;
	}
	p += 5;
	row_reason = NO_REASON;
	answer_read(&g->answer, g->status, p, len - (size_t)(p - text));
	free(text);
}

static const char *failure_word(enum oauth_failure failure)
{
	static const char *const words[] = {
		[OAUTH_FAIL_NONE] = "none",       [OAUTH_FAIL_SERVER] = "server",
		[OAUTH_FAIL_REFUSED] = "refused", [OAUTH_FAIL_REQUEST] = "request",
		[OAUTH_FAIL_LOCAL] = "local",
	};

	return words[failure];
}

static void describe(const char *file, struct buf *out)
{
	struct golden g = { 0 };
	char line[ERR_LINE_MAX], *at;

	read_golden(file, &g);
	ck_assert_msg(row_reason != NO_REASON, "%s is not an error", file);
	const struct err *err = &g.answer.err;
	ck_assert_str_eq(err->reason, reason_word(row_reason));
	err_line(err, line, sizeof(line));
	/* The time of day is another one at each run. */
	if ((at = strstr(line, "try again at ")) != NULL && strchr(at, ':') != NULL)
		memcpy(strchr(at, ':') - 2, "TIME", sizeof("TIME"));
	buf_printf(out, "reason: %s\nexit: %d\nccred: demo: %s\n", err->reason, err->code, line);
	if (err->hint[0] != '\0')
		buf_printf(out, "hint: %s\n", err->hint);
	buf_printf(out, "failure: %s\n", failure_word(g.answer.problem.failure));
	if (g.answer.problem.retry_after_s != 0)
		buf_printf(out, "retry-after: %lld\n", (long long)g.answer.problem.retry_after_s);
	/* Whatever the server made of it: neither as it is nor as it was sent. */
	ck_assert_ptr_null(
		strstr(buf_str(out), g.answer.credential.items[ITEM_CLIENT_SECRET]->data));
	answer_end(&g.answer);
}

static void out_name(const char *in, char *out, size_t size)
{
	snprintf(out, size, "%.*s.out", (int)(strlen(in) - 3), in);
}

START_TEST(golden)
{
	const char *in = files[_i]->d_name;
	struct buf got = BUF_INIT;
	char name[300];
	size_t len = 0;

	out_name(in, name, sizeof(name));
	char *wanted = read_file(name, &len);
	describe(in, &got);
	ck_assert_msg(wanted != NULL, "%s is missing", name);
	ck_assert_msg(strcmp(buf_str(&got), wanted) == 0, "%s: got\n%s", name, buf_str(&got));
	free(wanted);
	buf_free(&got);
}
END_TEST

/* A row that no file shows is not known to say what it should. */
START_TEST(every_row)
{
	size_t n, seen = 0;
	const struct error_row *rows = error_rows(&n);
	bool *shown = calloc(n, sizeof(*shown));

	for (int i = 0; i < nfiles; i++) {
		struct buf ignored = BUF_INIT;
		describe(files[i]->d_name, &ignored);
		for (size_t k = 0; k < n; k++)
			shown[k] |= rows[k].reason == row_reason;
		buf_free(&ignored);
	}
	for (size_t k = 0; k < n; k++) {
		ck_assert_msg(shown[k], "no golden file shows the row %s",
			      reason_word(rows[k].reason));
		seen++;
	}
	ck_assert_uint_ge(seen, 20);
	free(shown);
}
END_TEST

/* Each row of the page's table, as the page's own profile meets it. */
START_TEST(page_row)
{
	struct buf out = BUF_INIT;
	char name[64], wanted[64];

	snprintf(name, sizeof(name), "cadasto-%s.in", page[_i]);
	snprintf(wanted, sizeof(wanted), "reason: %s\n", page[_i]);
	describe(name, &out);
	ck_assert_msg(strncmp(buf_str(&out), wanted, strlen(wanted)) == 0, "%s", name);
	buf_free(&out);
}
END_TEST

/* No .out without its .in: nobody would compare it. */
START_TEST(no_orphan)
{
	DIR *dir = opendir(GOLDEN);
	struct dirent *entry;
	int outs = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL)
		outs += ends_with(entry->d_name, ".out");
	closedir(dir);
	ck_assert_int_eq(outs, nfiles);
}
END_TEST

START_TEST(update)
{
	const char *in = files[_i]->d_name;
	struct buf text = BUF_INIT;
	char name[300], path[600];

	out_name(in, name, sizeof(name));
	snprintf(path, sizeof(path), GOLDEN "/%s", name);
	describe(in, &text);
	FILE *f = fopen(path, "we");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(buf_str(&text), f), 0);
	ck_assert_int_eq(fclose(f), 0);
	buf_free(&text);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *s = suite_create("errors");
	TCase *t = tcase_create("errors");

	nfiles = scandir(GOLDEN, &files, is_in, alphasort);
	if (nfiles < 0)
		return EXIT_FAILURE;
	if (argc == 2 && strcmp(argv[1], "--update") == 0)
		tcase_add_loop_test(t, update, 0, nfiles);
	tcase_add_loop_test(t, golden, 0, nfiles);
	tcase_add_test(t, every_row);
	tcase_add_loop_test(t, page_row, 0, (int)(sizeof(page) / sizeof(page[0])));
	tcase_add_test(t, no_orphan);
	suite_add_tcase(s, t);
	int r = unit_main(s);
	for (int i = 0; i < nfiles; i++)
		free(files[i]);
	free(files);
	return r;
}
