/* Gathering a credential from several source lines: the rules that bind its items to each other. */
#include "stack/gather.h"

/* Items that stand or fall together. needs_id: they belong to a client whose id must be known. */
static const struct group {
	unsigned items;
	const char *name;
	bool needs_id;
} groups[] = {
	{ ITEM_BIT(ITEM_CLIENT_ID), "client id", false },
	{ ITEM_BIT(ITEM_CLIENT_SECRET), "secret", true },
	{ ITEM_BIT(ITEM_ASSERTION) | ITEM_BIT(ITEM_ASSERTION_TYPE), "assertion", false },
	{ ITEM_BIT(ITEM_KEY_ID) | ITEM_BIT(ITEM_ALGORITHM) | ITEM_BIT(ITEM_PUBLIC_KEY) |
		  ITEM_BIT(ITEM_PRIVATE_KEY) | ITEM_BIT(ITEM_KEY_URI),
	  "key", true },
	{ ITEM_BIT(ITEM_CERTIFICATE), "certificate", false },
};

/* The first item of the group that is there; 0: none. */
static int first_of(const struct credential *c, const struct group *g)
{
	for (int item = 1; item < N_ITEMS; item++)
		if ((g->items & ITEM_BIT(item)) != 0 && c->items[item] != NULL)
			return item;
	return 0;
}

/* A line may say again what is known, the whole group or a part of it, and nothing else. */
static bool agrees(const struct credential *known, const struct credential *line,
		   const struct group *g)
{
	for (int item = 1; item < N_ITEMS; item++)
		if ((g->items & ITEM_BIT(item)) != 0 && line->items[item] != NULL &&
		    !secret_equal(line->items[item], known->items[item]))
			return false;
	return true;
}

static enum result check_group(const struct credential *known, const struct credential *line,
			       const struct group *g, struct err *err)
{
	int item = first_of(known, g);
	const struct source *from = known->from[item];
	char where[SOURCE_WHERE_MAX];

	if (item != 0 && !agrees(known, line, g)) {
		if (from != NULL)
			err_set(err, REASON_CREDENTIAL_CONFLICT,
				"its %s is not the one that %s gave", g->name,
				source_where(from, where));
		else
			err_set(err, REASON_CREDENTIAL_CONFLICT,
				"its %s is not the one that client-id names", g->name);
		return RESULT_CONFLICT;
	}
	if (g->needs_id && first_of(line, g) != 0 && line->items[ITEM_CLIENT_ID] == NULL &&
	    known->items[ITEM_CLIENT_ID] == NULL) {
		err_set(err, REASON_CLIENT_ID_MISSING,
			"a %s without a client id: set client-id in the profile, or let an earlier "
			"line supply it",
			g->name);
		return RESULT_INVALID;
	}
	return RESULT_SUCCESS;
}

enum result gather_check(const struct credential *known, const struct credential *line,
			 struct err *err)
{
	enum result r = RESULT_SUCCESS;

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]) && r == RESULT_SUCCESS; i++)
		r = check_group(known, line, &groups[i], err);
	if (r == RESULT_SUCCESS && line->items[ITEM_ASSERTION_TYPE] != NULL &&
	    line->items[ITEM_ASSERTION] == NULL && known->items[ITEM_ASSERTION] == NULL) {
		err_set(err, REASON_ASSERTION_MISSING, "a type of assertion without an assertion");
		r = RESULT_INVALID;
	}
	return r;
}

void gather_merge(struct credential *known, struct credential *line)
{
	for (int item = 1; item < N_ITEMS; item++)
		if (line->items[item] != NULL && known->items[item] == NULL)
			credential_move(known, line, item);
	credential_clear(line);
}

bool gather_has_pair(const struct credential *credential, const void *arg)
{
	(void)arg;
	return credential->items[ITEM_CLIENT_ID] != NULL &&
	       credential->items[ITEM_CLIENT_SECRET] != NULL;
}
