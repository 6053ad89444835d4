/* The dialect of Terraform and OpenTofu: a credentials helper. */
#include "helpers/helper.h"
#include "base/json_out.h"

/* Terraform knows the host only: a target may have any path. */
static int find(struct helper *h, const char *host, struct err *err)
{
	const struct config_query query = { .protocol = "https", .host = host };
	enum config_match match;
	int r = config_find(&query, &match, &h->profile, err);

	if (r == 0 && match == CONFIG_AMBIGUOUS) {
		r = EXIT_CONFIG;
		err_hint(
			err,
			"Terraform names the host only: let one profile alone have a target on it");
	}
	return r;
}

static int get(struct helper *h, struct err *err)
{
	struct obtained token = { 0 };
	int r;

	if (h->profile == NULL) {
		buf_puts(&h->out, "{}\n");
		return 0;
	}
	if ((r = helper_obtain(h, NULL, &token, err)) == 0) {
		json_begin(&h->out, NULL, '{');
		json_all(&h->out, "token", token.token->data);
		buf_puts(&h->out, "}\n");
	}
	obtained_clear(&token);
	return r;
}

static int run(struct helper *h, struct err *err)
{
	const char *verb = h->argc == 2 ? h->argv[0] : "";
	bool asked = strcmp(verb, "get") == 0;
	int r;

	if (strcmp(verb, "store") == 0)
		return helper_usage(
			&dialect_terraform,
			"ccred fetches the tokens itself, and stores none of others: do not "
			"run terraform login",
			err);
	if (!asked && strcmp(verb, "forget") != 0)
		return helper_usage(&dialect_terraform,
				    "Terraform starts this program with get, store or forget, and "
				    "a host",
				    err);
	if ((r = find(h, h->argv[1], err)) != 0)
		return r;
	if (asked)
		return get(h, err);
	return h->profile != NULL ? helper_take_back(h, NULL, err) : 0;
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	(void)s;
	buf_puts(
		b,
		"# in ~/.terraformrc (OpenTofu: ~/.tofurc)\ncredentials_helper \"ccred\" {}\n"
		"# Terraform looks for the program in its own directory:\n"
		"#   mkdir -p ~/.terraform.d/plugins\n"
		"#   ln -s \"$(command -v terraform-credentials-ccred)\" ~/.terraform.d/plugins\n");
}

const struct dialect dialect_terraform = {
	.name = "terraform",
	.program = "terraform-credentials-ccred",
	.tools = "terraform, tofu",
	.run = run,
	.configure = configure,
};
