/* The operations of ccred key. */
#include "acquire/key_operations.h"
#include "acquire/attempt.h"
#include "acquire/key_algorithm.h"
#include "acquire/key_file.h"
#include "acquire/key_token.h"
#include "acquire/signing_line.h"
#include "base/trace.h"
#include "jose/jose.h"

#include <unistd.h>

/* The path of the next key; the caller frees; NULL: no memory. */
static char *next_path(const char *path)
{
	char *next;

	return asprintf(&next, "%s" KEY_FILE_NEXT, path) >= 0 ? next : NULL;
}

/* Has the line use the next key in place of its own, for all that follows. */
static int use_next(struct line *line, const struct argument *file, struct err *err)
{
	char *path = next_path(file->value);
	int r = path != NULL ? bind_replace(line, file, path, err) : err_nomem(err);

	free(path);
	return r;
}

/* The key of the line, and the next one if it is there. *ret_found is set if there is any. */
static int show_line(struct acquisition *a, struct line *line, bool *ret_found, struct buf *report,
		     struct err *err)
{
	const struct argument *file = bind_key_file(line);
	char *next = file != NULL ? next_path(file->value) : NULL;
	int r = signing_line_ask(a, line, false, report, NULL, err);

	*ret_found |= r == 0;
	if (next != NULL && access(next, F_OK) == 0) {
		int of_next = bind_replace(line, file, next, r == 0 ? err : NULL);
		if (of_next == 0)
			of_next =
				signing_line_ask(a, line, true, report, NULL, r == 0 ? err : NULL);
		*ret_found |= of_next == 0;
		r = r == 0 ? of_next : r;
	}
	free(next);
	return r;
}

static int no_line(const struct acquisition *a, struct err *err)
{
	err_set(err, REASON_KEY_MISSING,
		"no source line of the profile signs with a key: add one, such as source required "
		"key path=FILE");
	err_place(err, a->profile->file, a->profile->line, 0);
	return err->code;
}

int key_show(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	struct err first = { 0 }, why;
	bool found = false;

	for (size_t i = 0; i < a->bound->nlines; i++) {
		struct line *line = &a->bound->lines[i];
		why = (struct err){ 0 };
		if (bind_signs(line) && line->why == NULL &&
		    show_line(a, line, &found, &acquired->report, &why) != 0 && first.code == 0)
			first = why;
	}
	if (found)
		return 0;
	if (first.code == 0)
		return no_line(a, err);
	*err = first;
	return err->code;
}

/* The profile has no line with a file. If a line's key lies in a token, the report gets the command
 * that makes one there. */
static int without_file(struct acquisition *a, struct buf *report, struct err *err)
{
	bool signs = false;

	for (size_t i = 0; i < a->bound->nlines; i++) {
		signs |= bind_signs(&a->bound->lines[i]);
		if (key_token_command(&a->bound->lines[i], a->profile->assertion_alg, report))
			return 0;
	}
	if (!signs)
		return no_line(a, err);
	err_set(err, REASON_KEY_ELSEWHERE,
		"no source line of the profile names a file for its key: make the key where it lies");
	err_place(err, a->profile->file, a->profile->line, 0);
	return err->code;
}

/* Opens the file of the key, and the directory above it, to make a key there. */
static int open_file(const struct argument *file, struct key_file *ret_file, struct err *err)
{
	int r = key_file_open(file->value, ret_file, err);

	if (r != 0 || !key_file_is_link(ret_file))
		return r;
	return err_set(err, REASON_KEY_ELSEWHERE,
		       "%s is a symbolic link, and a new key would take the place of the link "
		       "alone: name the file itself with path=",
		       file->value);
}

int key_new(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	const struct argument *file;
	struct line *line = signing_line_with_file(a->bound, &file);
	struct buf *report = &acquired->report;
	struct key_file kf = { .dirfd = -1 };
	struct key_algorithm alg;
	int r;

	if (line == NULL)
		return without_file(a, report, err);
	if ((r = key_algorithm_choose(a, line, &alg, err)) != 0 ||
	    (r = open_file(file, &kf, err)) != 0)
		goto out;
	if ((r = key_file_make(&kf, false, alg.name, err)) != 0) {
		if (err_is(err, REASON_FILE_EXISTS)) {
			err_set(err, REASON_FILE_EXISTS, "there is a key already: %s", file->value);
			err_fix(err, "ccred key rotate %s", a->profile_args);
		}
		goto out;
	}
	trace("key: made %s for %s", file->value, alg.name);
	if ((r = signing_line_ask(a, line, false, report, NULL, err)) != 0) {
		key_file_drop(&kf, false);
		goto out;
	}
	kv_put_text(report, "made", file->value);
	kv_put_text(report, "alg", alg.name);
	kv_put_text(report, "why", alg.why);
out:
	key_file_close(&kf);
	return r;
}

/* Makes the next key: for the algorithm that is asked for, or as the key is. */
static int make_next(struct acquisition *a, struct line *line, const struct argument *file,
		     const struct key_file *kf, struct buf *report, struct err *err)
{
	const char *kid = bind_argument(line, "kid");
	char algs[JOSE_ALGORITHMS], alg[JOSE_ALGORITHMS];
	int r;

	if ((r = signing_line_ask(a, line, false, report, algs, err)) != 0)
		return r;
	/* A server that finds keys by their names would lose one of the two. */
	if (kid != NULL && strcmp(kid, "-") != 0)
		return err_set(
			err, REASON_KEY_ELSEWHERE,
			"kid=%.100s of the source line would name both keys: leave out kid=, "
			"register the set of ccred key jwks, and run this again",
			kid);
	/* A key without a passphrase would take the place of one that has one. */
	if (!key_file_is_plain(kf)) {
		err_set(err, REASON_KEY_ELSEWHERE,
			"the key in %s has a passphrase or another form than ccred makes: make the "
			"next one in that form, %s" KEY_FILE_NEXT ", and run this again",
			file->value, file->value);
		return err->code;
	}
	if ((r = key_algorithm_next(a, algs, alg, err)) != 0 ||
	    (r = key_file_make(kf, true, alg, err)) != 0)
		return r;
	if ((r = use_next(line, file, err)) != 0 ||
	    (r = signing_line_ask(a, line, true, report, NULL, err)) != 0) {
		key_file_drop(kf, true);
		return r;
	}
	kv_put_text(report, "step", "made");
	return 0;
}

/* Whether it is the line's key that the server was shown. */
static int check_proof(struct acquisition *a, const struct line *line, struct err *err)
{
	const struct auth_attempt attempt = acquisition_try(a, OAUTH_GRANT);
	const struct auth_method *method;
	int r = auth_choose(&attempt, &method, err);

	if (r != 0 || a->outcome.credential.from[method->proof] == line->source)
		return r;
	return err_set(err, REASON_KEY_UNUSED,
		       "the profile does not use the key of this line (client-auth is %s): no "
		       "token request can prove the next one",
		       method->name);
}

/* Asks for a token with the next key, and drops the token. Of the cache only refusals of this key
 * change, which end. */
static int prove_next(struct acquisition *a, const struct line *line, struct err *err)
{
	struct oauth_token token = { 0 };
	int r;

	a->anew = true;
	if ((r = acquisition_discover(a, err)) == 0 &&
	    (r = acquisition_gather(a, false, &a->outcome, err)) == 0 &&
	    (r = check_proof(a, line, err)) == 0 && (r = attempt_ask_token(a, &token, err)) == 0 &&
	    (r = acquisition_take_credential(a, err)) == 0)
		attempt_accepted(a);
	oauth_token_clear(&token);
	if (r == 0)
		return 0;
	err_prefix(err, "the next key is not in use yet, and the old one stays");
	if (a->problem.failure == OAUTH_FAIL_REFUSED)
		err_hint(
			err,
			"register what ccred key jwks %s prints with the server, and run this again",
			a->profile_args);
	return r;
}

int key_rotate(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	const struct argument *file;
	struct line *line = signing_line_with_file(a->bound, &file);
	struct buf *report = &acquired->report;
	struct key_file kf = { .dirfd = -1 };
	int r;

	if (line == NULL)
		return without_file(a, report, err);
	if (bind_flagged(line, OPTION_CERTIFICATE_FILE) != NULL) {
		err_set(err, REASON_KEY_ELSEWHERE,
			"the certificate of the source line is for this key alone: put a new key with "
			"a new certificate in place by hand");
		err_place(err, line->source->file, line->source->line, 0);
		return err->code;
	}
	if ((r = open_file(file, &kf, err)) != 0)
		goto out;
	if (!key_file_has(&kf, true)) {
		r = make_next(a, line, file, &kf, report, err);
		goto out;
	}
	kv_put_text(report, "place", file->value);
	if ((r = use_next(line, file, err)) == 0 && (r = prove_next(a, line, err)) == 0 &&
	    (r = signing_line_put(&a->outcome.credential, report, err)) == 0 &&
	    (r = key_file_turn(&kf, err)) == 0)
		kv_put_text(report, "step", "done");
out:
	key_file_close(&kf);
	return r;
}
