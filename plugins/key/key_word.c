/* The key plugin's passphrase or PIN: from its file, or from a person. */
#include "key.h"

static int from_file(struct word *w)
{
	char *data = NULL;
	size_t len = 0;
	int r = file_load(w->say, w->file, 0, &data, &len);

	if (r != CCRED_SUCCESS)
		return r;
	/* What an editor or echo puts at the end. */
	if (len > 0 && data[len - 1] == '\n')
		len--;
	if (len == 0 || len >= WORD_MAX || memchr(data, '\n', len) != NULL)
		r = say_error(w->say, CCRED_INVALID, "file_malformed", NULL,
			      "%.300s: it must hold one line of 1 to %d bytes, and nothing else",
			      w->file, WORD_MAX - 1);
	else
		memcpy(w->text, data, w->len = len);
	w->say->host->secret_free(data, FILE_ROOM);
	return r;
}

static int from_person(struct word *w)
{
	char question[400];
	int r;

	snprintf(question, sizeof(question), "%s %.300s: ", w->question, w->place);
	r = w->say->host->prompt(w->say->call, CCRED_PROMPT_HIDDEN, question, w->text, WORD_MAX,
				 &w->len);
	if (r == CCRED_LOCKED)
		return say_error(w->say, r, "nobody_to_ask", NULL,
				 "%snobody can be asked here: call it from a terminal, or add "
				 "%s=FILE to the source line",
				 question, w->option);
	if (r == CCRED_DENIED)
		return say_error(w->say, r, "prompt_cancelled", NULL, "%sno answer was given",
				 question);
	return r == CCRED_SUCCESS ? r
				  : say_error(w->say, r, "prompt_failed", NULL,
					      "%sthe answer cannot be used", question);
}

static int fetch(struct word *w)
{
	if (w->text != NULL)
		return CCRED_SUCCESS;
	if ((w->text = w->say->host->secret_alloc(WORD_MAX)) == NULL)
		return say_no_memory(w->say);
	return w->file != NULL ? from_file(w) : from_person(w);
}

int word_ask(char *buffer, int size, int writes, void *arg)
{
	struct word *w = arg;

	(void)writes;
	if (w->failure != CCRED_SUCCESS || (w->once && w->given && !w->right))
		return -1;
	if ((w->failure = fetch(w)) != CCRED_SUCCESS)
		return -1;
	w->given = 1;
	if (w->len > (size_t)size)
		return -1;
	memcpy(buffer, w->text, w->len);
	return (int)w->len;
}

void word_free(struct word *w)
{
	if (w->text != NULL)
		w->say->host->secret_free(w->text, WORD_MAX);
	w->text = NULL;
}
