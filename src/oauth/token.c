/* A token as a server grants it. */
#include "base/banned.h"
#include "oauth/token.h"

void oauth_token_clear(struct oauth_token *t)
{
	secret_free(&t->token);
	free(t->scope);
	free(t->warning);
	*t = (struct oauth_token){ 0 };
}
