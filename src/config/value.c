/* Checking the values of keys. */
#include "config/resolve.h"

#include "base/text.h"
#include "config/strings.h"

/* The place of one value of a line; of the key, if it is not there. */
static const struct location *value_place(const struct key_line *line, size_t value)
{
	return value < line->n ? &line->values[value].at : line->at;
}

int value_fault(const struct key_line *line, size_t value, const char *why, struct err *err)
{
	return location_fault(err, REASON_CONFIG_BAD_VALUE, value_place(line, value), "%s %s",
			      line->key->name, why);
}

int value_one(const struct key_line *line, const char **ret_text, struct err *err)
{
	if (line->n == 0)
		return value_fault(line, 0, "needs a value", err);
	if (line->n > 1)
		return value_fault(line, 1, "takes one value: put it in quotes if it has blanks",
				   err);
	if (line->values[0].len == 0)
		return value_fault(line, 0, "is empty", err);
	*ret_text = line->values[0].text;
	return 0;
}

int value_text(struct resolve *r, const struct key_line *line, char **ret_text, struct err *err)
{
	const char *text;
	char *expanded;
	int ret;

	if ((ret = value_one(line, &text, err)) != 0 ||
	    (ret = expand_text(&r->expand, text, value_place(line, 0), &expanded, &r->uses_tenant,
			       err)) != 0)
		return ret;
	if (text_has_control(expanded, strlen(expanded))) {
		free(expanded);
		return value_fault(line, 0, "holds a tab", err);
	}
	*ret_text = expanded;
	return 0;
}

int value_word(const struct key_line *line, const char *const *words, unsigned *ret_index,
	       struct err *err)
{
	const char *text = NULL;
	char what[64];
	int i, r;

	if ((r = value_one(line, &text, err)) != 0)
		return r;
	if ((i = strings_find(words, text)) >= 0) {
		*ret_index = (unsigned)i;
		return 0;
	}
	(void)snprintf(what, sizeof(what), "value of %s", line->key->name);
	return location_unknown(err, value_place(line, 0), what, text, words);
}

int value_number(const struct key_line *line, unsigned *ret_value, struct err *err)
{
	const struct key *key = line->key;
	const char *text = NULL;
	uint64_t value;
	int r;

	if ((r = value_one(line, &text, err)) != 0)
		return r;
	if (text_to_u64(text, key->max, &value) != 0 || value < key->min)
		return location_fault(err, REASON_CONFIG_BAD_VALUE, value_place(line, 0),
				      "%s must be a whole number of seconds from %u to %u",
				      key->name, key->min, key->max);
	*ret_value = (unsigned)value;
	return 0;
}

int value_url(const struct resolve *r, const struct key_line *line, const char *text,
	      enum url_rule rule, struct url **ret_url, struct err *err)
{
	const char *why = NULL;
	struct url *url = NULL;
	int ret;

	if ((ret = url_parse(text, &url, err)) == EXIT_DATA) {
		const struct location *at = value_place(line, 0);
		err_place(err, at->file, at->line, at->column);
		return err_rename(err, REASON_CONFIG_BAD_URL);
	}
	if (ret != 0)
		return ret;
	if (!url->https && !(r->profile->allow_http_loopback && url_is_loopback(url)))
		why = "must be https: http is for a loopback host with \"allow-http-loopback yes\"";
	else if (strchr(text, '#') != NULL)
		why = "takes no fragment (#)";
	else if (rule != URL_WITH_QUERY && url->query != NULL)
		why = "takes no query (?)";
	else if (rule == URL_ORIGIN && url->path[0] != '\0' && strcmp(url->path, "/") != 0)
		why = "is an origin, scheme://host[:port], without a path";
	if (why == NULL && ret_url != NULL)
		*ret_url = url;
	else
		url_free(&url);
	return why == NULL ? 0
			   : location_fault(err, REASON_CONFIG_BAD_URL, value_place(line, 0),
					    "%s %s", line->key->name, why);
}

int value_path(struct resolve *r, const struct key_line *line, char **ret_path, struct err *err)
{
	char *text = NULL;
	int ret;

	if ((ret = value_text(r, line, &text, err)) == 0)
		ret = expand_path(text, line->key->name, value_place(line, 0), ret_path, err);
	free(text);
	return ret;
}
