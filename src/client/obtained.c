/* The token that a caller gets. */
#include "base/banned.h"
#include "client/obtained.h"

void obtained_clear(struct obtained *o)
{
	secret_free(&o->token);
	free(o->scope);
	*o = (struct obtained){ 0 };
}
