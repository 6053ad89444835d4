/* Small pure functions on text: numbers, UTF-8, escaping for the terminal, hexadecimal, nearest
 * word. */
#include "base/text.h"

#include "base/limits.h"

bool text_is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

bool text_has_control(const void *data, size_t len)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++)
		if (text_is_control(p[i]))
			return true;
	return false;
}

void text_to_lower(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] - 'A' + 'a');
}

bool text_is_variable(const char *name)
{
	return name[0] != '\0' && (name[0] < '0' || name[0] > '9') &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
		       strlen(name);
}

bool text_is_plugin(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= LIMIT_NAME &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
		       len;
}

bool text_is_reason(const char *word)
{
	size_t len = strlen(word);

	return len > 0 && len <= LIMIT_REASON &&
	       strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

size_t text_code_point(const char *text, size_t left, uint32_t *ret_point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)text;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t point = n == 1 ? p[0] : p[0] & (0x7fu >> n);

	if (n > left || (n > 1 && (p[0] < 0xc2 || p[0] > 0xf4)))
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (p[i] & 0x3fu);
	}
	if (point < least[n] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	*ret_point = point;
	return n;
}

char *text_put_point(char *out, uint32_t point)
{
	static const unsigned char first[] = { 0, 0xc0, 0xe0, 0xf0 };
	int more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;

	*out++ = (char)(first[more] | point >> 6 * more);
	while (more-- > 0)
		*out++ = (char)(0x80 | (point >> 6 * more & 0x3f));
	return out;
}

bool text_is_utf8(const void *data, size_t len)
{
	const char *p = data;
	uint32_t point;
	size_t n;

	for (size_t i = 0; i < len; i += n)
		if ((n = text_code_point(p + i, len - i, &point)) == 0)
			return false;
	return true;
}

int text_to_u64(const char *s, uint64_t max, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (*s == '\0')
		return -1;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		unsigned digit = (unsigned)(*s - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return -1;
		value = value * 10 + digit;
	}
	if (value > max)
		return -1;
	*ret_value = value;
	return 0;
}

/* Code points that a terminal acts on, or that make text read other than it is. */
static bool is_unsafe(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x061c ||
	       point == 0x200e || point == 0x200f || point == 0x2028 || point == 0x2029 ||
	       (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) ||
	       point == 0xfeff;
}

char *text_escape(const void *data, size_t len, char *out, size_t size)
{
	const char *p = data;
	size_t used = 0, fits = 0; /* fits: where "..." could still follow */
	size_t i = 0;

	while (i < len) {
		uint32_t point = 0;
		size_t n = text_code_point(p + i, len - i, &point);
		bool hex = n == 0 || is_unsafe(point);
		size_t take = n == 0 ? 1 : n;
		size_t need = hex ? 4 * take : take;

		if (used + need + 1 > size)
			break;
		for (size_t k = 0; k < take; k++) {
			if (hex) {
				memcpy(out + used, "\\x", 2);
				text_to_hex(p + i + k, 1, out + used + 2);
				used += 4;
			} else {
				out[used++] = p[i + k];
			}
		}
		i += take;
		if (used + sizeof("...") <= size)
			fits = used;
	}
	if (i < len) {
		memcpy(out + fits, "...", 3);
		used = fits + 3;
	}
	out[used] = '\0';
	return out;
}

char *text_shell_word(const char *word, char *out, size_t size)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789@%+=:,./_-";
	size_t n = 0;

	if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
		snprintf(out, size, "%s", word);
		return out;
	}
	out[n++] = '\'';
	for (; *word != '\0' && n + 6 <= size; word++) {
		if (*word == '\'') {
			memcpy(out + n, "'\\''", 4);
			n += 4;
		} else {
			out[n++] = *word;
		}
	}
	out[n++] = '\'';
	out[n] = '\0';
	return out;
}

static const char hex_digits[] = "0123456789abcdef";

void text_to_hex(const void *data, size_t len, char *out)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++) {
		*out++ = hex_digits[p[i] >> 4];
		*out++ = hex_digits[p[i] & 15];
	}
	*out = '\0';
}

int text_hex_value(char c)
{
	const char *at = memchr(hex_digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c, 16);

	return at != NULL ? (int)(at - hex_digits) : -1;
}

int text_from_hex(const char *hex, void *out, size_t len)
{
	unsigned char *p = out;

	for (size_t i = 0; i < len; i++) {
		int high = text_hex_value(hex[2 * i]);
		int low = high < 0 ? -1 : text_hex_value(hex[2 * i + 1]);
		if (low < 0)
			return -1;
		p[i] = (unsigned char)(high << 4 | low);
	}
	return hex[2 * len] == '\0' ? 0 : -1;
}

#define DISTANCE_MAX 63

size_t text_distance(const char *a, const char *b)
{
	size_t rows[3][DISTANCE_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];
	size_t na = strnlen(a, DISTANCE_MAX), nb = strnlen(b, DISTANCE_MAX);

	memset(rows, 0, sizeof(rows));
	for (size_t j = 0; j <= nb; j++)
		last[j] = j;
	for (size_t i = 1; i <= na; i++) {
		now[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		size_t *spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[nb];
}

const char *text_nearest(const char *word, const char *const *words)
{
	size_t limit = (strlen(word) + 2) / 3;
	const char *nearest = NULL;

	if (limit > 3)
		limit = 3;
	for (; *words != NULL; words++) {
		size_t distance = text_distance(word, *words);
		if (distance <= limit) {
			nearest = *words;
			if (distance == 0)
				break;
			limit = distance - 1;
		}
	}
	return nearest;
}

static bool has_word(const char *list, const char *word, size_t len)
{
	for (const char *p = list; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " "))
		if (strcspn(p, " ") == len && memcmp(p, word, len) == 0)
			return true;
	return false;
}

char *text_missing(const char *wanted, const char *list, char *out, size_t size)
{
	static const char cut[] = " ...";
	size_t used = 0, len;

	out[0] = '\0';
	wanted += strspn(wanted, " ");
	for (; *wanted != '\0'; wanted += len + strspn(wanted + len, " ")) {
		len = strcspn(wanted, " ");
		if (has_word(list, wanted, len))
			continue;
		if (used + 1 + len + sizeof(cut) > size) {
			snprintf(out + used, size - used, "%s", used > 0 ? cut : cut + 1);
			break;
		}
		used += (size_t)snprintf(out + used, size - used, "%s%.*s", used > 0 ? " " : "",
					 (int)len, wanted);
	}
	return out;
}
