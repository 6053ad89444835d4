/* A service without a profile: which lines options and variables write, what is missing, and who is
 * not listened to. */
#include "cli/ad_hoc.h"
#include "cli/operand.h"
#include "lib/unit.h"

#include <sys/auxv.h>
#include <unistd.h>

static const struct command command = {
	.name = "token",
	.forms = FORMS({ .arguments = { ARGUMENT_SERVICE } }),
	.options = OPTIONS({ OPTION_TENANT }, OPTIONS_AD_HOC(AD_HOC_SHORT)),
};
const struct command *const commands[] = { NULL };

/* What the process seems to be. */
static unsigned long at_secure;
static uid_t user;
unsigned long __real_getauxval(unsigned long type);
unsigned long __wrap_getauxval(unsigned long type);
unsigned long __wrap_getauxval(unsigned long type)
{
	return type == AT_SECURE ? at_secure : __real_getauxval(type);
}
uid_t __wrap_geteuid(void);
uid_t __wrap_geteuid(void)
{
	return user;
}

#define WORDS_MAX 32
static char store[1024];
static char *words[WORDS_MAX];
static struct args args;
static struct ad_hoc a;
static struct err err;

static void setup(void)
{
	at_secure = 0;
	user = 1000;
	a = (struct ad_hoc){ 0 };
	err = (struct err){ 0 };
}

static void teardown(void)
{
	ad_hoc_clear(&a);
}

/* Takes a command line apart; "_" is a blank inside of a word. */
static int read_line(const char *line)
{
	size_t n = 0;
	char *save = NULL;

	snprintf(store, sizeof(store), "%s", line);
	for (char *w = strtok_r(store, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save)) {
		words[n++] = w;
		for (; *w != '\0'; w++)
			if (*w == '_')
				*w = ' ';
	}
	words[n] = NULL;
	ck_assert_msg(args_parse(&command, words, &args, &err) == 0, "%s", err.text);
	return ad_hoc_read(&args, &a, &err);
}

/* Sets NAME=VALUE. */
static void variable(const char *text)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "="), text);
#undef setenv /* the test is about the environment */
	ck_assert_int_eq(setenv(name, strchr(text, '=') + 1, 1), 0);
}

static void whole_environment(void)
{
	variable("CCRED_ISSUER=https://a");
	variable("CCRED_CLIENT_ID=c");
	variable("CCRED_CLIENT_SECRET=s3cret");
}

/* The lines as "PLACE: words" with one blank between them. */
static const char *lines(void)
{
	static char out[2048];
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < a.overlay.n; i++) {
		const char *t = a.overlay.lines[i].text;
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s:", i > 0 ? "\n" : "",
				      a.overlay.lines[i].place);
		for (size_t len; *(t += strspn(t, " ")) != '\0'; t += len) {
			len = strcspn(t, " ");
			n += (size_t)snprintf(out + n, sizeof(out) - n, " %.*s", (int)len, t);
		}
	}
	return out;
}

START_TEST(options)
{
	static const struct {
		const char *line, *lines;
	} rows[] = {
		{ "--issuer https://a --client-id c --secret-env S",
		  "--issuer: issuer https://a\n--client-id: client-id c\n"
		  "--secret-env: source required env secret=S" },
		{ "--token-endpoint https://a/t?x=1 --client-id #_\" --secret-file /run/a_b "
		  "--client-auth post --ca-file /ca --audience {tenant} --scope _a__b=c_ "
		  "--resource https://x_urn:y",
		  "--token-endpoint: token-endpoint https://a/t?x=1\n"
		  "--client-id: client-id \"# \\\"\"\n"
		  "--secret-file: source required file \"path=/run/a b\"\n"
		  "--client-auth: client-auth post\n--ca-file: ca-file /ca\n"
		  "--resource: resource https://x\n--resource: resource urn:y\n"
		  "--audience: audience {{tenant}\n--scope: scope a b=c" },
		{ "demo --scope x --audience y", "--audience: audience y\n--scope: scope x" },
		{ "demo", "" },
		{ "demo --scope _", "--scope: scope" },
	};

	whole_environment();
	ck_assert_msg(read_line(rows[_i].line) == 0, "%s", err.text);
	ck_assert_str_eq(lines(), rows[_i].lines);
	ck_assert_int_eq(a.lack.code, 0);
	ck_assert(!a.environment);
}
END_TEST

START_TEST(relative_files)
{
	char here[1024], want[4096];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(want, sizeof(want),
		 "CCRED_ISSUER: issuer https://a\nCCRED_CLIENT_ID: client-id c\n"
		 "CCRED_CLIENT_SECRET_FILE: source required file path=%s/s\n"
		 "CCRED_CA_FILE: ca-file %s/c",
		 here, here);
	whole_environment();
	variable("CCRED_CLIENT_SECRET=");
	variable("CCRED_CLIENT_SECRET_FILE=s");
	variable("CCRED_CA_FILE=c");
	ck_assert_msg(read_line("") == 0, "%s", err.text);
	ck_assert_str_eq(lines(), want);
	ck_assert_int_eq(a.lack.code, 0);
}
END_TEST

/* The secret is not among the lines. */
START_TEST(environment)
{
	whole_environment();
	variable("CCRED_SCOPE=x\ny");
	variable("CCRED_AUDIENCE=");
	ck_assert_msg(read_line("") == 0, "%s", err.text);
	ck_assert_str_eq(lines(), "CCRED_ISSUER: issuer https://a\nCCRED_CLIENT_ID: client-id c\n"
				  "CCRED_CLIENT_SECRET: source required env "
				  "secret=CCRED_CLIENT_SECRET\nCCRED_SCOPE: scope x y");
	ck_assert_int_eq(a.lack.code, 0);
	ck_assert(a.environment);
}
END_TEST

/* Variables of the environment, the command line, and what it lacks. */
START_TEST(lacks)
{
#define OPTION_SECRET "--secret-env NAME, --secret-file FILE or --secret-stdin"
#define VARIABLE_SECRET "CCRED_CLIENT_SECRET or CCRED_CLIENT_SECRET_FILE"
	static const struct {
		const char *variables[4], *line, *text, *hint;
	} rows[] = {
		{ { NULL },
		  "--issuer https://a",
		  "--issuer is given without a profile: name one, or give --client-id ID, "
		  "and " OPTION_SECRET ", too",
		  "" },
		{ { NULL },
		  "--scope x --secret-env S",
		  "--secret-env is given without a profile: name one, or give --issuer URL "
		  "or --token-endpoint URL, and --client-id ID, too",
		  "" },
		{ { "CCRED_CLIENT_ID=c", "CCRED_CLIENT_SECRET=s" },
		  "--issuer https://a --client-id c",
		  "--issuer is given without a profile: name one, or give " OPTION_SECRET ", too",
		  "options and variables of the environment do not complete each other: "
		  "CCRED_CLIENT_ID is not used" },
		{ { "CCRED_SCOPE=x" },
		  "",
		  "CCRED_SCOPE is set without a profile: name one, or set CCRED_ISSUER "
		  "or CCRED_TOKEN_ENDPOINT, and CCRED_CLIENT_ID, and " VARIABLE_SECRET ", too",
		  "" },
		{ { "CCRED_ISSUER=https://a", "CCRED_CLIENT_ID=c",
		    "CCRED_CLIENT_SECRET=", "CCRED_SCOPE=" },
		  "",
		  "CCRED_ISSUER is set without a profile: name one, or set " VARIABLE_SECRET
		  ", too",
		  "CCRED_CLIENT_SECRET is set, but empty" },
		{ { NULL },
		  "--issuer https://a --token-endpoint https://b --client-id c --secret-env S",
		  "--issuer and --token-endpoint: keep one",
		  "" },
		{ { NULL },
		  "--issuer https://a --client-id c --secret-env S --secret-stdin",
		  "--secret-env and --secret-stdin: keep one",
		  "" },
		{ { "CCRED_ISSUER=https://a", "CCRED_CLIENT_ID=c", "CCRED_CLIENT_SECRET=s",
		    "CCRED_CLIENT_SECRET_FILE=/f" },
		  "",
		  "CCRED_CLIENT_SECRET_FILE and CCRED_CLIENT_SECRET: keep one",
		  "" },
	};

	for (size_t i = 0; i < 4 && rows[_i].variables[i] != NULL; i++)
		variable(rows[_i].variables[i]);
	ck_assert_msg(read_line(rows[_i].line) == 0, "%s", err.text);
	ck_assert_int_eq(a.lack.code, EXIT_USAGE);
	ck_assert_str_eq(a.lack.text, rows[_i].text);
	ck_assert_str_eq(a.lack.hint, rows[_i].hint);
}
END_TEST

START_TEST(with_a_profile)
{
	static const char *const lines[] = { "--issuer https://a", "--secret-stdin",
					     "--resource urn:x", "--client-auth post",
					     "--ca-file /ca" };
	char line[128];

	snprintf(line, sizeof(line), "demo %s", lines[_i]);
	ck_assert_int_eq(read_line(line), EXIT_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, " does not go with a profile"));
}
END_TEST

START_TEST(nothing)
{
	variable("CCRED_ISSUER=");
	ck_assert_int_eq(read_line(""), EXIT_USAGE);
	ck_assert_str_eq(err.text, "PROFILE|URL is missing");
}
END_TEST

/* The environment as if it were not there; options are still read. */
START_TEST(sudo)
{
	whole_environment();
	variable("SUDO_UID=1000");
	ck_assert_int_eq(read_line(""), 0);
	user = 0;
	ck_assert_int_eq(read_line(""), EXIT_USAGE);
	ck_assert_str_eq(err.text, "PROFILE|URL is missing");
	ck_assert_int_eq(read_line("demo"), 0);
	ad_hoc_clear(&a);
	ck_assert_int_eq(read_line("--issuer https://a --client-id c --secret-env S"), 0);
	ck_assert_uint_eq(a.overlay.n, 3);
	ad_hoc_clear(&a);
	ck_assert_int_eq(unsetenv("SUDO_UID"), 0);
	ck_assert_int_eq(read_line(""), 0);
}
END_TEST

START_TEST(more_privileges)
{
	whole_environment();
	at_secure = 1;
	ck_assert_int_eq(read_line(""), EXIT_USAGE);
	ck_assert_str_eq(err.text, "PROFILE|URL is missing");
	ck_assert_int_eq(read_line("--issuer https://a --client-id c --secret-env S"), EXIT_DENIED);
	ck_assert(err_is(&err, REASON_AD_HOC_FORBIDDEN));
	ck_assert_uint_eq(a.overlay.n, 0);
	ck_assert_int_eq(read_line("demo --scope x"), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ad_hoc");
	TCase *t = tcase_create("ad_hoc");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, options, 0, 5);
	tcase_add_test(t, relative_files);
	tcase_add_test(t, environment);
	tcase_add_loop_test(t, lacks, 0, 8);
	tcase_add_loop_test(t, with_a_profile, 0, 5);
	tcase_add_test(t, nothing);
	tcase_add_test(t, sudo);
	tcase_add_test(t, more_privileges);
	suite_add_tcase(s, t);
	return unit_main(s);
}
