/* Parsing the controls of source lines. */
#include "config/control.h"
#include "config/strings.h"

/* The words before '=': the results in the order of their numbers, then the classes. */
enum {
	WORD_SOFT = N_RESULTS,
	WORD_HARD,
	WORD_DEFAULT,
	N_WORDS,
};
static const char *const words[N_WORDS + 1] = {
	"success", "ignore",  "not_found", "unavailable", "locked",  "try_again",
	"denied",  "invalid", "conflict",  "internal",    "timeout", "crashed",
	"broken",  "soft",    "hard",      "default",     NULL,
};

static const char *const actions[] = {
	[ACTION_IGNORE] = "ignore", [ACTION_OK] = "ok",   [ACTION_DONE] = "done",
	[ACTION_BAD] = "bad",       [ACTION_DIE] = "die", [ACTION_DIE + 1] = NULL,
};

#define UNSET 0xff

/* Fills in an action for every result. said has the actions of the words that are written. */
static void fill(const unsigned char said[N_WORDS], struct control *control)
{
	for (int i = 0; i < N_RESULTS; i++) {
		int class = result_is_soft(i) ? WORD_SOFT : result_is_hard(i) ? WORD_HARD : i;
		unsigned char action = said[said[i] != UNSET ? i : class];
		if (action == UNSET)
			action = said[WORD_DEFAULT];
		if (action == UNSET)
			action = i == RESULT_SUCCESS  ? ACTION_OK
				 : i == RESULT_IGNORE ? ACTION_IGNORE
						      : ACTION_BAD;
		control->action[i] = action;
	}
}

static int parse_action(const char *text, int word, const struct location *at,
			unsigned char *ret_action, struct err *err)
{
	int action = strings_find(actions, text);

	if (*text == '\0')
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "\"%s=\" has no action: ok, done, bad, die or ignore",
				      words[word]);
	if (strspn(text, "0123456789") == strlen(text))
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "there are no numeric jumps: put the lines that may be "
				      "jumped over into a stack and name it with @");
	if (strcmp(text, "reset") == 0)
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "there is no reset: a nested stack (@name) starts with a "
				      "verdict of its own");
	if (action < 0)
		return location_unknown(err, at, "action", text, actions);
	if (word == RESULT_SUCCESS && (action == ACTION_BAD || action == ACTION_DIE))
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "success can be ok, done or ignore only");
	if (word != RESULT_SUCCESS && (action == ACTION_OK || action == ACTION_DONE))
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "%s is for success only: %s can be bad, die or ignore",
				      actions[action], words[word]);
	*ret_action = (unsigned char)action;
	return 0;
}

/* One result=action of a bracket. */
static int parse_pair(char *pair, const struct location *at, unsigned char said[N_WORDS],
		      struct err *err)
{
	struct location value_at = *at;
	char *value = strchr(pair, '=');
	int word;

	if (value == NULL)
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "\"%.64s\" is not of the form result=action", pair);
	*value++ = '\0';
	value_at.column += (unsigned)(value - pair);
	word = strings_find(words, pair);
	if (word < 0)
		return location_unknown(err, at, "result", pair, words);
	if (said[word] != UNSET)
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "%s stands twice in this bracket", words[word]);
	return parse_action(value, word, &value_at, &said[word], err);
}

static int parse_bracket(char *text, const struct location *at, struct control *ret_control,
			 struct err *err)
{
	unsigned char said[N_WORDS];
	size_t len = strlen(text);
	bool any = false;
	int r;

	memset(said, UNSET, sizeof(said));
	if (text[len - 1] != ']') {
		const char *close = strrchr(text, ']');
		struct location here = *at;
		if (close == NULL)
			return location_fault(err, REASON_CONFIG_CONTROL, at,
					      "this bracket is not closed: add ]");
		here.column += (unsigned)(close - text) + 1;
		return location_fault(err, REASON_CONFIG_CONTROL, &here,
				      "a blank is missing behind the bracket");
	}
	text[len - 1] = '\0';
	for (char *rest = text + 1, *pair; (pair = strsep(&rest, " \t")) != NULL;) {
		struct location here = *at;
		if (*pair == '\0')
			continue;
		here.column += (unsigned)(pair - text);
		if ((r = parse_pair(pair, &here, said, err)) != 0)
			return r;
		any = true;
	}
	if (!any)
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "this bracket is empty: write result=action, such as "
				      "[success=done default=ignore]");
	if (said[RESULT_SUCCESS] == UNSET &&
	    (said[WORD_DEFAULT] == ACTION_BAD || said[WORD_DEFAULT] == ACTION_DIE))
		return location_fault(err, REASON_CONFIG_CONTROL, at,
				      "default=%s covers success too, which can be ok, done or "
				      "ignore only: add success=ok",
				      actions[said[WORD_DEFAULT]]);
	fill(said, ret_control);
	return 0;
}

int control_parse(const char *text, const struct location *at, struct control *ret_control,
		  struct err *err)
{
	static const char *const names[] = { "required", "requisite", "sufficient", "optional",
					     NULL };
	static const char *const meant[] = {
		"[success=ok ignore=ignore default=bad]",
		"[success=ok ignore=ignore default=die]",
		"[success=done default=ignore]",
		"[success=ok default=ignore]",
	};
	struct control control;
	char *copy;
	int r;

	if (text[0] != '[') {
		int word = strings_find(names, text);
		if (word < 0)
			return location_unknown(err, at, "control", text, names);
		text = meant[word];
	}
	if ((copy = strdup(text)) == NULL)
		return err_nomem(err);
	if ((r = parse_bracket(copy, at, &control, err)) == 0)
		*ret_control = control;
	free(copy);
	return r;
}
