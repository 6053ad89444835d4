/* Where an entry lies: its name, the store, and whether others could change what leads there. */
#include "pass.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int pass_is_entry(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > PASS_MAX_ENTRY || text[0] == '-')
		return 0;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return 0;
	for (const char *part = text;; part++) {
		size_t n = strcspn(part, "/");
		if (n == 0 || (n == 1 && part[0] == '.') || (n == 2 && strncmp(part, "..", 2) == 0))
			return 0;
		part += n;
		if (*part == '\0')
			return 1;
	}
}

/* Neither the name of a profile nor a tenant holds a slash, so no two of them share an entry. */
static int name_entry(struct pass *p, const struct ccred_request *rq)
{
	int n;

	if (p->entry_wanted != NULL)
		n = snprintf(p->entry, sizeof(p->entry), "%s", p->entry_wanted);
	else
		n = snprintf(p->entry, sizeof(p->entry), "ccred/%s%s%s", rq->profile,
			     rq->tenant != NULL ? "/" : "", rq->tenant != NULL ? rq->tenant : "");
	if (n > 0 && n < (int)sizeof(p->entry) && pass_is_entry(p->entry))
		return CCRED_SUCCESS;
	return pass_fail(p, CCRED_INVALID,
			 "the entry cannot be named after the profile and its tenant: add entry=");
}

static void name_command(struct pass *p)
{
	const char *store = p->store_wanted, *home = p->gnupg_home;

	snprintf(p->command, sizeof(p->command), "%s%.80s%s%s%.80s%spass",
		 home != NULL ? "GNUPGHOME=" : "", home != NULL ? home : "",
		 home != NULL ? " " : "", store != NULL ? "PASSWORD_STORE_DIR=" : "",
		 store != NULL ? store : "", store != NULL ? " " : "");
}

/* What is there must be safe. Returns CCRED_NOT_FOUND, with nothing said, if it is not there. */
static int check(const struct pass *p, const char *path, char **ret_resolved)
{
	char *resolved = NULL, text[512];
	struct stat st;
	int r;

	if (stat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return CCRED_NOT_FOUND;
	if ((r = path_check(path, &resolved, text, sizeof(text))) != CCRED_SUCCESS)
		return pass_fail(p, r, "%s", text);
	if (ret_resolved != NULL)
		*ret_resolved = resolved;
	else
		free(resolved);
	return CCRED_SUCCESS;
}

static int find_store(struct pass *p)
{
	const char *said = p->store_wanted, *from = "store-dir=", *home = getenv("HOME");
	char path[PATH_MAX];
	int r;

	if (said == NULL) {
		said = getenv("PASSWORD_STORE_DIR");
		from = "$PASSWORD_STORE_DIR";
	}
	if (said != NULL && said[0] != '\0')
		r = snprintf(path, sizeof(path), "%s", said);
	else if (home != NULL && home[0] == '/')
		r = snprintf(path, sizeof(path), "%s/.password-store", home);
	else
		return pass_fail(p, CCRED_UNAVAILABLE,
				 "$HOME does not say where the store is: add store-dir=");
	if (path[0] != '/' || r >= (int)sizeof(path))
		return pass_fail(p, CCRED_INVALID, "%s must be an absolute path, and not too long",
				 from);
	r = check(p, path, &p->store);
	if (r == CCRED_NOT_FOUND)
		return pass_fail(p, r,
				 "there is no password store at %.150s: %s init KEY, then "
				 "%s insert -m %.150s",
				 path, p->command, p->command, p->entry);
	return r;
}

/* The directory path, of length len, and its .gpg-id. CCRED_NOT_FOUND: it is not there. */
static int check_level(struct pass *p, const char *path, size_t len)
{
	char file[PATH_MAX];
	int r;

	snprintf(file, sizeof(file), "%.*s", (int)len, path);
	if ((r = check(p, file, NULL)) != CCRED_SUCCESS)
		return r;
	snprintf(file, sizeof(file), "%.*s/.gpg-id", (int)len, path);
	r = check(p, file, NULL);
	if (r == CCRED_SUCCESS)
		p->has_recipients = 1;
	return r == CCRED_NOT_FOUND ? CCRED_SUCCESS : r;
}

/* gpg's directory names programs that it runs. */
static int check_gnupg(struct pass *p)
{
	int r;

	if (p->gnupg_home == NULL)
		p->gnupg_home = getenv("GNUPGHOME");
	if (p->gnupg_home == NULL || p->gnupg_home[0] == '\0') {
		p->gnupg_home = NULL;
		return CCRED_SUCCESS;
	}
	if (p->gnupg_home[0] != '/')
		return pass_fail(p, CCRED_INVALID, "$GNUPGHOME must be an absolute path");
	r = check(p, p->gnupg_home, NULL);
	if (r == CCRED_NOT_FOUND)
		return pass_fail(p, CCRED_UNAVAILABLE,
				 "gpg's directory %.300s is not there: correct gnupg-home= or "
				 "$GNUPGHOME",
				 p->gnupg_home);
	return r;
}

int pass_locate(struct pass *p, const struct ccred_request *request)
{
	struct stat st;
	size_t begin;
	int r;

	name_command(p);
	if ((r = name_entry(p, request)) != CCRED_SUCCESS || (r = find_store(p)) != CCRED_SUCCESS ||
	    (r = check_gnupg(p)) != CCRED_SUCCESS)
		return r;
	/* check_level has room for what is added to a directory of it. */
	begin = strlen(p->store);
	if (begin + strlen(p->entry) + sizeof("/.gpg-id") + 1 > PATH_MAX)
		return pass_fail(p, CCRED_INVALID, "the path of the entry is too long");
	if (asprintf(&p->file, "%s/%s.gpg", p->store, p->entry) < 0) {
		p->file = NULL;
		return pass_fail(p, CCRED_INTERNAL, "no memory");
	}
	/* The store, and each directory from there to the entry. */
	for (const char *slash = p->file + begin; slash != NULL && r == CCRED_SUCCESS;
	     slash = strchr(slash + 1, '/'))
		r = check_level(p, p->file, (size_t)(slash - p->file));
	if (r == CCRED_SUCCESS)
		r = check(p, p->file, NULL);
	if (r == CCRED_NOT_FOUND)
		return CCRED_SUCCESS;
	if (r != CCRED_SUCCESS)
		return r;
	if (stat(p->file, &st) != 0 || !S_ISREG(st.st_mode))
		return pass_fail(p, CCRED_INVALID, "%.300s: it is no file", p->file);
	p->exists = 1;
	return CCRED_SUCCESS;
}
