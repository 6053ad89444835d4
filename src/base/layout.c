/* Text for a person at a terminal: how wide it is, how it wraps, and times in words. Pure. */
#include "base/layout.h"

#include <time.h>

/* Whether the byte is not inside a UTF-8 character. */
static bool begins(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

static size_t width_of(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += begins(text[i]);
	return n;
}

size_t layout_width(const char *text)
{
	return width_of(text, strlen(text));
}

void layout_pad(struct buf *b, const char *text, size_t width)
{
	size_t n = layout_width(text);

	buf_printf(b, "%s%*s", text, n < width ? (int)(width - n) : 0, "");
}

static void new_line(struct buf *b, size_t indent)
{
	buf_printf(b, "\n%*s", (int)indent, "");
}

/*
 * How many bytes of a word fit into room columns: up to the last slash if there is one, and at
 * least one character.
 */
static size_t fitting(const char *word, size_t len, size_t room)
{
	size_t end = 0, n = 0, slash = 0;

	while (end < len && n < room) {
		end++;
		while (end < len && !begins(word[end]))
			end++;
		n++;
		/* Not between the two slashes of https:// and not at the end of the word. */
		if (word[end - 1] == '/' && end < len && word[end] != '/')
			slash = end;
	}
	if (end == 0)
		return fitting(word, len, 1);
	return end < len && slash > 0 ? slash : end;
}

void layout_wrap(struct buf *b, const char *text, size_t at, size_t indent, size_t width)
{
	/* No word stands on the line yet. */
	bool first = true;

	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		size_t len = strcspn(text, " "), n = width_of(text, len);
		if (!first && at + 1 + n <= width) {
			buf_putc(b, ' ');
			at++;
		} else if (!first || (at > indent && at + n > width && indent + n <= width)) {
			new_line(b, indent);
			at = indent;
		}
		for (; n > 0 && at + n > width; n = width_of(text, len)) {
			size_t take = fitting(text, len, at < width ? width - at : 0);
			buf_put(b, text, take);
			text += take;
			len -= take;
			if (len > 0)
				new_line(b, indent);
			at = indent;
		}
		buf_put(b, text, len);
		at += n;
		text += len;
		first = false;
	}
}

char *layout_time(int64_t seconds, char out[LAYOUT_TIME_SIZE])
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
	size_t i = 0;

	if (seconds < 0)
		seconds = 0;
	while (i < 3 && seconds < units[i].seconds)
		i++;
	int64_t rest = i < 3 ? seconds % units[i].seconds / units[i + 1].seconds : 0;
	int n = snprintf(out, LAYOUT_TIME_SIZE, "%lld %s", (long long)(seconds / units[i].seconds),
			 units[i].name);
	/* Minutes come without seconds. */
	if (i < 2 && rest != 0)
		snprintf(out + n, LAYOUT_TIME_SIZE - (size_t)n, " %lld %s", (long long)rest,
			 units[i + 1].name);
	return out;
}

/* The last second of the year 9999. */
#define UTC_MAX_S 253402300799

/* gmtime_r(3) and strftime(3) read the file of the time zone first, which takes longer than
 * this. */
char *layout_utc(int64_t wall_s, char out[LAYOUT_TIME_SIZE])
{
	out[0] = '\0';
	if (wall_s < 0 || wall_s > UTC_MAX_S)
		return out;
	/* Years that begin in March have their leap day at the end. 400 of them have 146097 days,
	 * and 1970-01-01 was 719468 days after the first of them, in the year 0. */
	int64_t days = wall_s / 86400 + 719468, of_400 = days % 146097, second = wall_s % 86400;
	int64_t year = (of_400 - of_400 / 1460 + of_400 / 36524 - of_400 / 146096) / 365;
	int64_t day = of_400 - (365 * year + year / 4 - year / 100);
	/* From March on, five months have 153 days. */
	int64_t month = (5 * day + 2) / 153;

	year += days / 146097 * 400 + (month >= 10);
	snprintf(out, LAYOUT_TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year,
		 (int)(month < 10 ? month + 3 : month - 9), (int)(day - (153 * month + 2) / 5 + 1),
		 (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
	return out;
}

char *layout_clock(int64_t wall_s, char out[LAYOUT_TIME_SIZE])
{
	time_t then = (time_t)wall_s, now = time(NULL);
	struct tm at, today;

	out[0] = '\0';
	if (localtime_r(&then, &at) == NULL || localtime_r(&now, &today) == NULL)
		return out;
	bool same = at.tm_yday == today.tm_yday && at.tm_year == today.tm_year;
	(void)strftime(out, LAYOUT_TIME_SIZE, same ? "%H:%M" : "%Y-%m-%d %H:%M", &at);
	return out;
}

char *layout_moment(int64_t wall_s, char out[LAYOUT_MOMENT_SIZE])
{
	char words[LAYOUT_TIME_SIZE], date[LAYOUT_TIME_SIZE];
	int64_t left_s = wall_s - (int64_t)time(NULL);

	layout_utc(wall_s, date);
	if (left_s > 0)
		snprintf(out, LAYOUT_MOMENT_SIZE, "in %s (%s)", layout_time(left_s, words), date);
	else
		snprintf(out, LAYOUT_MOMENT_SIZE, "%s ago (%s)", layout_time(-left_s, words), date);
	return out;
}
