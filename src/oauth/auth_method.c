/* Functions that several methods of client authentication share. */
#include "base/banned.h"
#include "base/clock.h"
#include "oauth/auth_method.h"

bool auth_has(const struct credential *credential, int item)
{
	struct clock_now now;

	if (credential->items[item] == NULL)
		return false;
	if (credential->expires_s[item] == 0)
		return true;
	clock_now(&now);
	return credential->expires_s[item] > now.wall_s;
}

bool auth_needs_secret(const struct credential *credential)
{
	return auth_has(credential, ITEM_CLIENT_ID) && auth_has(credential, ITEM_CLIENT_SECRET);
}

/* Neither item can hold a line end, so that the two cannot run into each other. */
void auth_identity_secret(const struct credential *credential, struct buf *b)
{
	const struct secret *id = credential->items[ITEM_CLIENT_ID],
			    *secret = credential->items[ITEM_CLIENT_SECRET];

	buf_put(b, id->data, id->len);
	buf_putc(b, '\n');
	buf_put(b, secret->data, secret->len);
}
