/* The description of a plugin: all that its format has, each fault with its message, and our own
 * ones. */
#include "plugin/description.h"
#include "plugin/find.h"
#include "lib/unit.h"
#include "lib/temp.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define HEAD "plugin x\nabi 1.0\noffers get\n"

static struct description *parse(const char *text)
{
	struct description *d = NULL;
	struct err err = { 0 };
	char line[ERR_LINE_MAX];

	ck_assert_msg(description_parse("/p/x.plugin", text, strlen(text), &d, &err) == 0, "%s",
		      err_line(&err, line, sizeof(line)));
	return d;
}

START_TEST(everything)
{
	static const char text[] = "# sqlite.plugin\n"
				   "plugin    sqlite   # as the file\n"
				   "abi       1.0\n"
				   "module    ccred_sqlite.so\n"
				   "version   2.1\n"
				   "summary   \"from a table\"\n"
				   "offers    get store erase sign prompt\n"
				   "\n"
				   "tenants   separate\n"
				   "variable  SQLITE_TMPDIR\n"
				   "\tvariable OTHER\n"
				   "option db path required location selects key-file \"the database\"\n"
				   "option query text replaces key-uri \"instead of the built-in query\"\n"
				   "option mode word fast|slow|a \"how\"\n"
				   "option pin variable \"name of the variable with the PIN\"\n"
				   "option p variable-prefix ID SECRET replaces \"both\"\n"
				   "option n number \"n\"\n"
				   "option u url \"u\"\n"
				   "option o origin \"o\"\n"
				   "option keep yes-no enables-store \"it stores\"\n"
				   "option arg* text after-login \"arg1 and so on\"\n"
				   "later one day\n"
				   "later again";
	struct description *d = parse(text);
	char type[OPTION_SHOWN_MAX];

	ck_assert_str_eq(d->path, "/p/x.plugin");
	ck_assert_str_eq(d->name, "sqlite");
	ck_assert_uint_eq(d->abi_minor, 0);
	ck_assert_str_eq(d->module, "ccred_sqlite.so");
	ck_assert_ptr_null(d->program);
	ck_assert_str_eq(d->version, "2.1");
	ck_assert_str_eq(d->summary, "from a table");
	ck_assert_uint_eq(d->offers,
			  OFFER_GET | OFFER_STORE | OFFER_ERASE | OFFER_SIGN | OFFER_PROMPT);
	ck_assert(d->separate_tenants);
	ck_assert_uint_eq(d->nvariables, 2);
	ck_assert_str_eq(d->variables[0], "SQLITE_TMPDIR");
	ck_assert_str_eq(d->variables[1], "OTHER");
	ck_assert_uint_eq(d->noptions, 10);
	ck_assert_str_eq(d->options[0].name, "db");
	ck_assert_int_eq(d->options[0].type, OPTION_PATH);
	ck_assert_uint_eq(d->options[0].flags,
			  OPTION_REQUIRED | OPTION_LOCATION | OPTION_SELECTS | OPTION_KEY_FILE);
	ck_assert_str_eq(d->options[0].help, "the database");
	ck_assert_int_eq(d->options[1].type, OPTION_TEXT);
	ck_assert_uint_eq(d->options[1].flags, OPTION_REPLACES | OPTION_KEY_URI);
	ck_assert_int_eq(d->options[2].type, OPTION_WORD);
	ck_assert_uint_eq(d->options[2].nvalues, 3);
	ck_assert_str_eq(d->options[2].values[2], "a");
	ck_assert_str_eq(option_shown_type(&d->options[2], type), "fast|slow|a");
	ck_assert_int_eq(d->options[3].type, OPTION_VARIABLE);
	ck_assert_int_eq(d->options[4].type, OPTION_VARIABLE_PREFIX);
	ck_assert_uint_eq(d->options[4].nvalues, 2);
	ck_assert_str_eq(d->options[4].values[0], "ID");
	ck_assert_str_eq(d->options[4].values[1], "SECRET");
	ck_assert_uint_eq(d->options[4].flags, OPTION_REPLACES);
	ck_assert_int_eq(d->options[5].type, OPTION_NUMBER);
	ck_assert_int_eq(d->options[6].type, OPTION_URL);
	ck_assert_int_eq(d->options[7].type, OPTION_ORIGIN);
	ck_assert_int_eq(d->options[8].type, OPTION_YES_NO);
	ck_assert_uint_eq(d->options[8].flags, OPTION_ENABLES_STORE);
	ck_assert_str_eq(option_shown_type(&d->options[8], type), "yes|no");
	ck_assert_uint_eq(d->options[9].flags, OPTION_AFTER_LOGIN);
	/* Of a newer ccred. */
	ck_assert_str_eq(d->unknown, "later");
	ck_assert_uint_eq(d->unknown_line, 22);
	description_free(&d);
	ck_assert_ptr_null(d);
	description_free(&d);
	description_free(NULL);
}
END_TEST

START_TEST(least)
{
	struct description *d = parse(HEAD "module x.so");

	ck_assert_ptr_null(d->summary);
	ck_assert_ptr_null(d->version);
	ck_assert_ptr_null(d->unknown);
	ck_assert_uint_eq(d->offers, OFFER_GET);
	ck_assert(!d->separate_tenants);
	ck_assert_uint_eq(d->noptions + d->nvariables, 0);
	ck_assert_ptr_null(description_option(d, "x"));
	description_free(&d);
}
END_TEST

START_TEST(programs)
{
	struct description *d = parse(HEAD "option command path \"c\"\n"
					   "option arg* text \"a\"\n"
					   "program {command} --now \"\" {x {arg*} {command}\n");

	ck_assert_ptr_null(d->module);
	ck_assert_uint_eq(d->nprogram, 6);
	ck_assert_str_eq(d->program[0], "{command}");
	ck_assert_str_eq(d->program[1], "--now");
	ck_assert_str_eq(d->program[2], "");
	ck_assert_str_eq(d->program[3], "{x");
	ck_assert_str_eq(d->program[4], "{arg*}");
	description_free(&d);
}
END_TEST

/* An exact name before a pattern, whatever their order. */
START_TEST(patterns)
{
	struct description *d =
		parse(HEAD "module x.so\noption a* text \"1\"\noption ab text \"2\"\n"
			   "option a.b-c_D* text \"3\"\n");

	ck_assert_str_eq(description_option(d, "ab")->help, "2");
	ck_assert_str_eq(description_option(d, "abc")->help, "1");
	ck_assert_str_eq(description_option(d, "a")->help, "1");
	ck_assert_str_eq(description_option(d, "a.b-c_D1")->help, "1");
	ck_assert_ptr_null(description_option(d, "b"));
	ck_assert(option_takes(&d->options[0], "ax"));
	ck_assert(!option_takes(&d->options[1], "ax"));
	description_free(&d);
}
END_TEST

static const struct {
	const char *text, *says;
} faults[] = {
	{ "", "/p/x.plugin: the line plugin is missing" },
	{ "plugin x\n", "/p/x.plugin: the line abi is missing" },
	{ "plugin x\nabi 1.0\nmodule x\n", "/p/x.plugin: the line offers is missing" },
	{ HEAD, "/p/x.plugin: a plugin has one of the two lines module and program" },
	{ HEAD "module x\nprogram x\n",
	  "/p/x.plugin: a plugin has one of the two lines module and program" },
	{ "plugin\n", "/p/x.plugin:1:1: plugin takes one value" },
	{ "plugin x y\n", "/p/x.plugin:1:1: plugin takes one value" },
	{ "summary \"\"\n", "/p/x.plugin:1:1: summary takes one value" },
	{ "version 1\n\n  version 2\n", "/p/x.plugin:3:3: version stands twice" },
	{ HEAD "offers get\n", "/p/x.plugin:4:1: offers stands twice" },
	{ "abi 1\n", "/p/x.plugin:1:5: abi takes two numbers, such as 1.0" },
	{ "abi 1.x\n", "/p/x.plugin:1:5: abi takes two numbers, such as 1.0" },
	{ "abi one.0\n", "/p/x.plugin:1:5: abi takes two numbers, such as 1.0" },
	{ "abi 1.99\n",
	  "/p/x.plugin:1:5: the plugin is for ABI 1.99, and this ccred has 1.0: update "
	  "ccred" },
	{ "abi 2.0\n", "/p/x.plugin:1:5: the plugin is for ABI 2.0, and this ccred has 1.0: update "
		       "ccred" },
	{ "abi 0.9\n",
	  "/p/x.plugin:1:5: the plugin is for ABI 0.9, and this ccred has 1.0: update it" },
	{ "program\n", "/p/x.plugin:1:1: program takes a path, and words for the program" },
	{ "program \"\" x\n", "/p/x.plugin:1:1: program takes a path, and words for the program" },
	{ HEAD "program p {no}\n",
	  "/p/x.plugin: program has the word {no}, and there is no such option" },
	{ HEAD "option a* text \"a\"\nprogram {a*}\n",
	  "/p/x.plugin: program has the word {a*}, and there is no such option" },
	{ "offers get prompts\n",
	  "/p/x.plugin:1:12: unknown offer \"prompts\": did you mean \"prompt\"?" },
	{ "offers store erase\n", "/p/x.plugin:1:1: every plugin offers get: add it" },
	{ "offers\n", "/p/x.plugin:1:1: every plugin offers get: add it" },
	{ "tenants apart\n", "/p/x.plugin:1:9: unknown word \"apart\": known are separate" },
	{ "tenants\n", "/p/x.plugin:1:1: tenants takes one value" },
	{ "variable 1A\n", "/p/x.plugin:1:10: \"1A\" is not the name of an environment variable" },
	{ "variable A B\n", "/p/x.plugin:1:1: variable takes one value" },
	{ "option path path\n",
	  "/p/x.plugin:1:1: an option has a name, a type and a help, such as: "
	  "option path path \"the file\"" },
	{ "option a=b text \"h\"\n",
	  "/p/x.plugin:1:8: \"a=b\" cannot be an option's name: letters, digits and . _ -" },
	{ "option * text \"h\"\n",
	  "/p/x.plugin:1:8: \"*\" cannot be an option's name: letters, digits and . _ -" },
	{ "option a*b text \"h\"\n",
	  "/p/x.plugin:1:8: \"a*b\" cannot be an option's name: letters, digits and . _ -" },
	{ "option a text \"h\"\noption a path \"h\"\n",
	  "/p/x.plugin:2:8: the option a stands twice" },
	{ "option a text required\n", "/p/x.plugin:1:15: an option ends with its help, in quotes" },
	{ "option a text \"\"\n", "/p/x.plugin:1:15: an option ends with its help, in quotes" },
	{ "option a txet \"h\"\n",
	  "/p/x.plugin:1:10: unknown type \"txet\": did you mean \"text\"?" },
	{ "option a text requird \"h\"\n",
	  "/p/x.plugin:1:15: unknown flag \"requird\": did you mean \"required\"?" },
	{ "option a word \"h\"\n",
	  "/p/x.plugin:1:15: word is followed by the words that may be given: A|B|C" },
	{ "option a word A||B \"h\"\n",
	  "/p/x.plugin:1:15: word is followed by the words that may be given: A|B|C" },
	{ "option a word A| \"h\"\n",
	  "/p/x.plugin:1:15: word is followed by the words that may be given: A|B|C" },
	{ "option a variable-prefix \"h\"\n",
	  "/p/x.plugin:1:26: variable-prefix is followed by the ends of the variables' names" },
	{ "option a variable-prefix required \"h\"\n",
	  "/p/x.plugin:1:26: variable-prefix is followed by the ends of the variables' names" },
	{ "option a variable-prefix A-B \"h\"\n",
	  "/p/x.plugin:1:26: \"A-B\" is not the end of a variable's name" },
	{ "option a text enables-store \"h\"\n",
	  "/p/x.plugin:1:10: enables-store is for an option of the type yes-no" },
	{ "option a text pin-file \"h\"\n",
	  "/p/x.plugin:1:10: pin-file is for an option of the type path" },
	{ "plugin \"x\n", "/p/x.plugin:1:8: this quote is not closed" },
	{ "plugin x\r\n",
	  "/p/x.plugin:1:9: the line ends in CR LF: save the file with LF line ends" },
	{ "plugin \x01\n", "/p/x.plugin:1:8: a control byte: only tab is allowed" },
	{ "plugin \xff\n", "/p/x.plugin:1:8: bytes that are not UTF-8: save the file as UTF-8" },
};

static void is_fault(const char *text, const char *says)
{
	struct description *d = NULL;
	struct err err = { 0 };
	char line[ERR_LINE_MAX];

	ck_assert_int_eq(description_parse("/p/x.plugin", text, strlen(text), &d, &err),
			 EXIT_CONFIG);
	ck_assert_ptr_null(d);
	ck_assert_str_eq(err_line(&err, line, sizeof(line)), says);
	ck_assert_str_eq(err.reason,
			 strstr(says, "for ABI") != NULL ? "plugin_abi" : "plugin_description");
	ck_assert_int_eq(err.code, EXIT_CONFIG);
}

START_TEST(each_fault)
{
	is_fault(faults[_i].text, faults[_i].says);
}
END_TEST

START_TEST(limits)
{
	static char text[16 * 1024];
	size_t used = (size_t)snprintf(text, sizeof(text), HEAD "module x\n");
	struct description *d;

	for (int i = 0; i < DESCRIPTION_MAX_OPTIONS; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "option o%d text \"h\"\nvariable V%d\n", i, i);
	d = parse(text);
	ck_assert_uint_eq(d->noptions, DESCRIPTION_MAX_OPTIONS);
	ck_assert_uint_eq(d->nvariables, DESCRIPTION_MAX_VARIABLES);
	description_free(&d);
	snprintf(text + used, sizeof(text) - used, "option one-more text \"h\"\n");
	is_fault(text, "/p/x.plugin:133:1: more than 64 options");
	snprintf(text + used, sizeof(text) - used, "variable ONE_MORE\n");
	is_fault(text, "/p/x.plugin:133:1: more than 64 variables");
	/* Nothing is longer than what its text can hold. */
	memset(text, 0, sizeof(text));
	used = (size_t)snprintf(text, sizeof(text), HEAD "module x\noption o word ");
	while (used < 8000)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "a|");
	snprintf(text + used, sizeof(text) - used, "a \"h\"");
	d = parse(text);
	ck_assert_uint_gt(d->options[0].nvalues, 3900);
	char type[OPTION_SHOWN_MAX];
	ck_assert_uint_eq(strlen(option_shown_type(&d->options[0], type)), OPTION_SHOWN_MAX - 1);
	description_free(&d);
}
END_TEST

/* Any text is read or refused, and cut anywhere, too. */
START_TEST(cut_and_changed)
{
	static const char text[] =
		HEAD "module x.so\nsummary \"a b\"\noption w word a|b location \"h\"\n"
		     "option p variable-prefix A B required \"h\"\nvariable V\n";
	struct description *d = NULL;
	char changed[sizeof(text)];

	for (size_t len = 0; len < sizeof(text); len++) {
		if (description_parse("x", text, len, &d, NULL) == 0)
			description_free(&d);
		for (int c = 0; c < 256; c += c < 128 ? 1 : 37) {
			memcpy(changed, text, sizeof(text));
			changed[len] = (char)c;
			if (description_parse("x", changed, sizeof(text) - 1, &d, NULL) == 0)
				description_free(&d);
		}
	}
	ck_assert_ptr_null(d);
}
END_TEST

static const char *const ours[] = { "env",     "exec", "file",    "github", "keyctl",
				    "keyring", "pass", "systemd", "vault" };

START_TEST(our_own)
{
	struct description *d = NULL;
	char path[4096], line[ERR_LINE_MAX];
	struct err err = { 0 };
	int r;

	snprintf(path, sizeof(path), TEST_SRCDIR "/../plugins/%s/%s.plugin", ours[_i], ours[_i]);
	/* The sources may belong to somebody else. */
	FILE *f = fopen(path, "re");
	static char text[DESCRIPTION_MAX_SIZE];
	ck_assert_ptr_nonnull(f);
	size_t len = fread(text, 1, sizeof(text), f);
	ck_assert_int_eq(fclose(f), 0);
	r = description_parse(path, text, len, &d, &err);
	ck_assert_msg(r == 0, "%s", err_line(&err, line, sizeof(line)));
	ck_assert_str_eq(d->name, ours[_i]);
	ck_assert_ptr_nonnull(d->summary);
	ck_assert_ptr_null(d->unknown);
	description_free(&d);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("description");
	TCase *t = tcase_create("description");

	tcase_add_test(t, everything);
	tcase_add_test(t, least);
	tcase_add_test(t, programs);
	tcase_add_test(t, patterns);
	tcase_add_loop_test(t, each_fault, 0, ARRAY_SIZE(faults));
	tcase_add_test(t, limits);
	tcase_add_test(t, cut_and_changed);
	tcase_add_loop_test(t, our_own, 0, ARRAY_SIZE(ours));
	suite_add_tcase(s, t);
	return unit_main(s);
}
