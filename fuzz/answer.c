/*
 * Answers of a server: the first line of the input is the status, the rest is the body. No secret
 * comes back in a message or a claim.
 */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "oauth/response.h"

#define SECRET "s3cret-demo"

static struct oauth_config config;
static struct oauth_metadata metadata;
static struct credential credential;
static struct oauth_exchange exchange = { .reply = HTTP_REPLY_INIT };

static void must_hide(const char *text)
{
	must(text == NULL || strstr(text, SECRET) == NULL);
}

static bool take_claim(const struct oauth_claim *claim, void *arg)
{
	(void)arg;
	must(is_printable(claim->name) && is_printable(claim->text));
	must_hide(claim->name);
	must_hide(claim->text);
	must_hide(claim->json);
	return true;
}

/* A request that was sent, with the secret of the client. */
static void begin(void)
{
	static char url[] = "https://as.example/token";
	struct oauth_exchange *x = &exchange;

	if (x->method != NULL)
		return;
	metadata.endpoints[OAUTH_GRANT].url = url;
	must(credential_set(&credential, ITEM_CLIENT_ID, "demo", 4, NULL, NULL) == 0);
	must(credential_set(&credential, ITEM_CLIENT_SECRET, SECRET, strlen(SECRET), NULL, NULL) ==
	     0);
	x->attempt = (struct auth_attempt){ &config, &metadata, OAUTH_GRANT, &credential };
	must(auth_choose(&x->attempt, &x->method, NULL) == 0 && exchange_make(x, NULL) == 0);
}

static void check_token(const struct oauth_token *t)
{
	must(t->token->len > 0 && t->token->len <= LIMIT_TOKEN);
	for (size_t i = 0; i < t->token->len; i++)
		must(t->token->data[i] > ' ' && t->token->data[i] <= '~');
	must(t->lifetime_s >= 0 && t->lifetime_s <= MAX_TOKEN_LIFETIME_S);
	must(t->lifetime_s > 0 || t->warning != NULL);
	must(t->scope == NULL || strlen(t->scope) <= LIMIT_CONFIG_LINE);
}

static void must_fail(int code, const struct err *err)
{
	must_say(code, err);
	must_hide(err->text);
	must_hide(err->hint);
	must_hide(err->fix);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = memchr(data, '\n', size < 4 ? size : 4);
	struct oauth_introspection introspection = { .fn = take_claim };
	struct oauth_problem problem = { 0 };
	struct oauth_token token = { 0 };
	struct err err = { 0 };
	char status[4] = "";
	uint64_t number;
	int r;

	if (newline == NULL)
		return -1;
	memcpy(status, data, (size_t)(newline - data));
	if (text_to_u64(status, 599, &number) != 0)
		return -1;
	begin();
	exchange.reply.status = (long)number;
	buf_reset(&exchange.reply.body);
	buf_put(&exchange.reply.body, newline + 1, size - (size_t)(newline + 1 - data));
	if ((r = response_read(&exchange, &token, &problem, &err)) != 0)
		must_fail(r, &err);
	else
		check_token(&token);
	must((r == 0) == (token.token != NULL) && (r == 0) == (problem.failure == OAUTH_FAIL_NONE));
	oauth_token_clear(&token);
	if ((r = token_op_read(&exchange, &introspection, &problem, &err)) != 0)
		must_fail(r, &err);
	return 0;
}
