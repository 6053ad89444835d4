/* Command lines against the table of a command: values, verbs, counts, and what is refused. */
#include "cli/args.h"
#include "lib/unit.h"

static const struct command plain = {
	.name = "plain",
	.forms = FORMS({
		.arguments = { { "PROFILE|URL", KIND_PROFILE } },
	}),
	.options = OPTIONS({ OPTION_TENANT }, { OPTION_JSON }, { .name = "--tests" },
			   { "--within", "SECONDS", "", KIND_SECONDS },
			   { .name = "--format",
			     .value = "F",
			     .kind = KIND_WORD,
			     .words = "token|header|curl" },
			   { .name = "--env", .value = "NAME", .once = true })
};

static const struct command becoming = {
	.name = "becoming",
	.forms = FORMS({
		.arguments = { { "PROFILE" } },
		.becomes = true,
	}),
	.options = OPTIONS({ OPTION_TENANT }, { OPTION_JSON },
			   { "--within", "SECONDS", "", KIND_SECONDS },
			   { .name = "--format",
			     .value = "F",
			     .kind = KIND_WORD,
			     .words = "token|header|curl" },
			   { .name = "--env", .value = "NAME", .once = true }),
};

static const struct command verbs = {
	.name = "verbs",
	.forms = FORMS({ .verb = "set", .arguments = { { "PROFILE" } } },
		       { .verb = "delete", .arguments = { { "PROFILE" } } },
		       { .verb = "test", .arguments = { { "FILE" } }, .raw = true }),
	.options =
		OPTIONS({ .name = "--stdin", .verbs = "set" }, { .name = "--source", .value = "N" })
};

/* args_parse looks nothing up in the list of all commands. */
const struct command *const commands[] = { NULL };

#define WORDS_MAX 16
static char *words[WORDS_MAX];
static char store[WORDS_MAX][64];

/* The words of a line, with blanks between them; '' is an empty one. */
static int parse(const struct command *command, const char *line, struct args *args,
		 struct err *err)
{
	size_t n = 0;

	for (line += strspn(line, " "); *line != '\0'; line += strspn(line, " ")) {
		size_t len = strcspn(line, " ");
		bool empty = len == 2 && strncmp(line, "''", 2) == 0;
		snprintf(store[n], sizeof(store[n]), "%.*s", empty ? 0 : (int)len, line);
		words[n] = store[n];
		n++;
		line += len;
	}
	words[n] = NULL;
	*err = (struct err){ 0 };
	return args_parse(command, words, args, err);
}

START_TEST(values)
{
	static const char *const lines[] = {
		"--tenant acme --json --within 60 demo",
		"demo --tenant=acme --within=60 --json",
		"--tenant x demo --json --json --within 1 --tenant acme --within=60",
		"--json --within 60 --tenant acme -- demo",
	};
	struct args args;
	struct err err;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		ck_assert_int_eq(parse(&plain, lines[i], &args, &err), 0);
		ck_assert_str_eq(args_value(&args, "--tenant"), "acme");
		ck_assert_str_eq(args_value(&args, "--json"), "");
		ck_assert_int_eq(args_seconds(&args, "--within"), 60);
		ck_assert_ptr_null(args_value(&args, "--format"));
		ck_assert_ptr_null(args_value(&args, "--not-in-the-table"));
		ck_assert_uint_eq(args.nwords, 1);
		ck_assert_str_eq(args.words[0], "demo");
	}
	ck_assert_int_eq(parse(&plain, "demo --tenant '' --format header", &args, &err), 0);
	ck_assert_str_eq(args_value(&args, "--tenant"), "");
	ck_assert_str_eq(args_value(&args, "--format"), "header");
	ck_assert_int_eq(parse(&plain, "-- --json", &args, &err), 0);
	ck_assert_str_eq(args.words[0], "--json");
	ck_assert_int_eq(parse(&plain, "-", &args, &err), 0);
	ck_assert_str_eq(args.words[0], "-");
}
END_TEST

START_TEST(refused)
{
	static const struct {
		const struct command *command;
		const char *line, *text;
	} cases[] = {
		{ &plain, "", "PROFILE|URL is missing" },
		{ &plain, "a b", "too many arguments" },
		{ &plain, "demo --nonsense", "unknown option --nonsense" },
		{ &plain, "demo --secret=hunter2", "unknown option --secret" },
		{ &plain, "demo -fhunter2", "unknown option -f" },
		{ &plain, "demo --tenan acme", "unknown option --tenan: did you mean --tenant?" },
		{ &plain, "demo --formt=curl", "unknown option --formt: did you mean --format?" },
		{ &plain, "demo --form x", "unknown option --form: did you mean --format?" },
		{ &plain, "demo --w 5", "unknown option --w: did you mean --within?" },
		{ &plain, "demo --te 5", "unknown option --te" },
		{ &plain, "demo --tenant", "--tenant lacks its value" },
		{ &plain, "--tenant -- demo", "--tenant lacks its value" },
		{ &plain, "demo --json=yes", "--json takes no value" },
		{ &plain, "demo --env A --env=B", "--env is given twice" },
		{ &plain, "demo --within 1m",
		  "--within 1m: it must be a number of seconds from 0 to 86400" },
		{ &plain, "demo --within 86401",
		  "--within 86401: it must be a number of seconds from 0 to 86400" },
		{ &plain, "demo --format cur", "unknown --format cur: token, header or curl" },
		{ &plain, "demo --format ''", "unknown --format : token, header or curl" },
		{ &plain, "--tenant acme https://x.example/",
		  "--tenant goes with a profile's name: a URL says by itself which tenant is meant" },
		{ &becoming, "demo ls", "write -- and the command behind the profile" },
		{ &becoming, "demo --", "write the command behind --" },
		{ &becoming, "demo more -- ls", "too many arguments" },
		{ &verbs, "", "set, delete or test is missing" },
		{ &verbs, "put demo", "unknown word put: set, delete or test" },
		{ &verbs, "set", "PROFILE is missing" },
		{ &verbs, "delete --stdin demo", "--stdin does not go with delete" },
		{ &verbs, "--stdin delete demo", "--stdin does not go with delete" },
		{ &verbs, "test", "FILE is missing" },
	};
	struct args args;
	struct err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_int_eq(parse(cases[i].command, cases[i].line, &args, &err), EXIT_USAGE);
		ck_assert_str_eq(err.text, cases[i].text);
		ck_assert_str_eq(err.reason, "usage");
	}
	ck_assert_int_eq(parse(&plain, "", &args, &err), EXIT_USAGE);
	ck_assert_str_eq(err.fix, "ccred plain --help");
}
END_TEST

START_TEST(forms)
{
	struct args args;
	struct err err;

	ck_assert_int_eq(parse(&verbs, "--source 2 set --stdin demo", &args, &err), 0);
	ck_assert_str_eq(args.form->verb, "set");
	ck_assert_str_eq(args_value(&args, "--source"), "2");
	ck_assert_str_eq(args.words[0], "demo");
	ck_assert_int_eq(parse(&verbs, "test f --stdin a=b --", &args, &err), 0);
	ck_assert_uint_eq(args.nwords, 4);
	ck_assert_str_eq(args.words[1], "--stdin");
	ck_assert_str_eq(args.words[3], "--");
	ck_assert_ptr_null(args_value(&args, "--stdin"));
	ck_assert_int_eq(parse(&becoming, "--json demo -- ls --tenant -- x", &args, &err), 0);
	ck_assert_uint_eq(args.nwords, 1);
	ck_assert_str_eq(args.becomes[0], "ls");
	ck_assert_str_eq(args.becomes[2], "--");
	ck_assert_ptr_null(args.becomes[4]);
	ck_assert_ptr_null(args_value(&args, "--tenant"));
}
END_TEST

START_TEST(help)
{
	static const struct {
		const struct command *command;
		const char *line;
	} cases[] = {
		{ &plain, "--help" },
		{ &plain, "a b -h" },
		{ &plain, "--tenant x --help --nonsense" },
		{ &verbs, "-h" },
		{ &verbs, "set --help" },
		{ &verbs, "test --help" },
		{ &becoming, "-h" },
	};
	struct args args;
	struct err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_int_eq(parse(cases[i].command, cases[i].line, &args, &err), 0);
		ck_assert(args.help);
	}
	ck_assert_int_eq(parse(&becoming, "demo -- ls --help", &args, &err), 0);
	ck_assert(!args.help);
	ck_assert_int_eq(parse(&verbs, "test f --help", &args, &err), 0);
	ck_assert(!args.help);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("args");
	TCase *t = tcase_create("args");

	tcase_add_test(t, values);
	tcase_add_test(t, refused);
	tcase_add_test(t, forms);
	tcase_add_test(t, help);
	suite_add_tcase(s, t);
	return unit_main(s);
}
