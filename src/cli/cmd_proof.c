/* ccred proof: prints a fresh proof of the key that the cached token is bound to. */
#include "cli/operand.h"
#include "cli/person.h"

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct client client = person_warned();
	struct obtain_options options = { 0 };
	struct obtained proven = { 0 };
	struct profile *profile = NULL;
	struct ad_hoc ad_hoc = { 0 };
	struct api_request api;
	int r;

	if (args_value(args, "--method") == NULL)
		return args_usage(args, err, "--method is missing");
	if ((r = api_request_read(args, &api, err)) != 0)
		return r;
	options.proof_for = &api;
	if ((r = find_service(args, context, &ad_hoc, &profile, err)) == 0 &&
	    (r = obtain_proof(&client, profile, &options, &proven, err)) == 0)
		buf_printf(&context->out, "%s\n", proven.proof);
	obtained_clear(&proven);
	profile_free(&profile);
	ad_hoc_clear(&ad_hoc);
	return r;
}

const struct command command_proof = {
	.name = "proof",
	.brief = "print a proof of the key of a cached token",
	.about =
		"Prints a fresh proof (DPoP, RFC 9449) for one request with the cached token of a\n"
		"profile that says \"dpop yes\": the value of the header DPoP. A server takes it\n"
		"once, for this method and URL alone. No token is asked for: the exit code is 66\n"
		"if none is cached. ccred token --method prints a token with its proof.\n",
	.forms = FORMS({ .arguments = { { "URL", KIND_PROFILE } } }),
	.options = OPTIONS(
		{ "--method", "METHOD", "for a request of this method, such as GET" },
		{ "--nonce", "NONCE", "with this nonce of the API in it" }, { OPTION_TENANT },
		{ "--audience", "TEXT", "of the token with this audience", .once = true },
		{ "--scope", "SCOPE", "of the token with this scope", .once = true }),
	.examples = "  ccred proof https://api.example.com/v1/orders --method POST\n",
	.run = run,
};
