/* A credential: its items, and the rule of each. */
#include "base/credential.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"

enum bytes {
	BYTES_TEXT, /* UTF-8 without control bytes */
	BYTES_LINES, /* the same with line ends and tabs */
	BYTES_ANY,
};

static const struct {
	const char *name, *words;
	size_t max;
	enum bytes bytes;
} rules[N_ITEMS] = {
	[ITEM_CLIENT_ID] = { "client_id", "client id", LIMIT_CLIENT_ID, BYTES_TEXT },
	[ITEM_CLIENT_SECRET] = { "client_secret", "client secret", LIMIT_CLIENT_SECRET,
				 BYTES_TEXT },
	[ITEM_ASSERTION] = { "assertion", "assertion", LIMIT_ASSERTION, BYTES_TEXT },
	[ITEM_ASSERTION_TYPE] = { "assertion_type", "assertion type", LIMIT_CLIENT_ID, BYTES_TEXT },
	[ITEM_KEY_ID] = { "key_id", "key id", LIMIT_CLIENT_ID, BYTES_TEXT },
	[ITEM_ALGORITHM] = { "algorithm", "algorithm", LIMIT_NAME, BYTES_TEXT },
	[ITEM_PUBLIC_KEY] = { "public_key", "public key", LIMIT_KEY, BYTES_LINES },
	[ITEM_CERTIFICATE] = { "certificate", "certificate", LIMIT_CERTIFICATE, BYTES_LINES },
	[ITEM_PRIVATE_KEY] = { "private_key", "private key", LIMIT_KEY, BYTES_LINES },
	[ITEM_KEY_URI] = { "key_uri", "key URI", LIMIT_URL, BYTES_TEXT },
	[ITEM_SIGNATURE] = { "signature", "signature", LIMIT_SIGNATURE, BYTES_ANY },
};

static bool known(int item)
{
	return item > 0 && item < N_ITEMS;
}

const char *credential_item_name(int item)
{
	return known(item) ? rules[item].name : NULL;
}

const char *credential_item_words(int item)
{
	return known(item) ? rules[item].words : NULL;
}

int credential_item_find(const char *name)
{
	for (int item = 1; item < N_ITEMS; item++)
		if (strcmp(rules[item].name, name) == 0)
			return item;
	return 0;
}

/* The control byte that may not be there, and what it is most often. */
static const char *control_fault(enum bytes rule, const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text_is_control(p[i]) &&
		    (rule == BYTES_TEXT || memchr("\n\r\t", p[i], 3) == NULL))
			return p[i] == '\r' && (i + 1 == len || (i + 2 == len && p[i + 1] == '\n'))
				       ? "ends with a carriage return, as lines of Windows do"
			       : p[i] == '\n' && i + 1 == len ? "ends with a line end"
			       : p[i] == '\r' || p[i] == '\n' ? "has more than one line"
							      : "holds a control byte";
	return NULL;
}

const char *credential_item_fault(int item, const void *data, size_t len)
{
	const char *why;

	if (!known(item))
		return "is no item";
	if (data == NULL || len == 0)
		return "is empty";
	if (len > rules[item].max)
		return "is too long";
	if (rules[item].bytes == BYTES_ANY)
		return NULL;
	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		return "begins with a byte order mark, as files of Windows do";
	if ((why = control_fault(rules[item].bytes, data, len)) != NULL)
		return why;
	return text_is_utf8(data, len) ? NULL : "is not UTF-8";
}

bool credential_item_valid(int item, const void *data, size_t len)
{
	return credential_item_fault(item, data, len) == NULL;
}

/* NAME=value. What base64 has at its end is no value. */
static bool is_assignment(const char *text)
{
	static const char name[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
	size_t n = strspn(text, name);

	return n > 0 && (text[0] < '0' || text[0] > '9') && text[n] == '=' && text[n + 1] != '=' &&
	       text[n + 1] != '\0';
}

const char *credential_suspicion(const struct secret *secret)
{
	const char *text = secret->data;
	char last = secret->len > 0 ? text[secret->len - 1] : '\0';

	if (text[0] == ' ')
		return "begins with a blank";
	if (last == ' ')
		return "ends with a blank";
	if (secret->len > 1 && text[0] == last && (last == '"' || last == '\''))
		return "has quotes around it";
	return is_assignment(text) ? "looks like NAME=value" : NULL;
}

int credential_set(struct credential *c, int item, const void *data, size_t len, const void *from,
		   struct err *err)
{
	struct secret *copy = NULL;

	if (secret_new(data, len, &copy) != 0)
		return err_nomem(err);
	secret_free(&c->items[item]);
	c->items[item] = copy;
	c->from[item] = from;
	c->expires_s[item] = 0;
	return 0;
}

void credential_move(struct credential *to, struct credential *from, int item)
{
	secret_free(&to->items[item]);
	to->items[item] = from->items[item];
	to->from[item] = from->from[item];
	to->expires_s[item] = from->expires_s[item];
	from->items[item] = NULL;
	from->from[item] = NULL;
	from->expires_s[item] = 0;
}

int credential_copy(const struct credential *from, struct credential *ret_copy, struct err *err)
{
	struct credential c = { .items = { NULL } };

	for (int item = 1; item < N_ITEMS; item++) {
		const struct secret *s = from->items[item];
		if (s != NULL &&
		    credential_set(&c, item, s->data, s->len, from->from[item], err) != 0) {
			credential_clear(&c);
			return EXIT_OS;
		}
		c.expires_s[item] = from->expires_s[item];
	}
	*ret_copy = c;
	return 0;
}

bool credential_equal(const struct credential *a, const struct credential *b)
{
	for (int item = 1; item < N_ITEMS; item++)
		if (!secret_equal(a->items[item], b->items[item]))
			return false;
	return true;
}

bool credential_has(const struct credential *c, int item)
{
	struct clock_now now;

	clock_now(&now);
	return c->items[item] != NULL &&
	       (c->expires_s[item] == 0 || c->expires_s[item] > now.wall_s);
}

int credential_expired(const struct credential *c)
{
	for (int item = 1; item < N_ITEMS; item++)
		if (c->items[item] != NULL && !credential_has(c, item))
			return item;
	return 0;
}

unsigned credential_items(const struct credential *c)
{
	unsigned items = 0;

	for (int item = 1; item < N_ITEMS; item++)
		if (c->items[item] != NULL)
			items |= ITEM_BIT(item);
	return items;
}

bool credential_empty(const struct credential *c)
{
	return credential_items(c) == 0;
}

void credential_put_names(unsigned items, struct buf *b)
{
	const char *between = "";

	for (int item = 1; item < N_ITEMS; item++) {
		if ((items & ITEM_BIT(item)) == 0)
			continue;
		buf_printf(b, "%s%s", between, rules[item].name);
		between = ", ";
	}
}

void credential_clear(struct credential *c)
{
	for (int item = 1; item < N_ITEMS; item++)
		secret_free(&c->items[item]);
	*c = (struct credential){ .items = { NULL } };
}
