/* Where an entry lies: its name, the store, and whether others could change what leads there. */
#include "pass.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

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
static int name_entry(struct pass *p)
{
	const struct ccred_request *rq = p->request;
	int n;

	if (p->entry_wanted != NULL)
		n = snprintf(p->entry, sizeof(p->entry), "%s", p->entry_wanted);
	else
		n = snprintf(p->entry, sizeof(p->entry), "ccred/%s%s%s", rq->profile,
			     rq->tenant != NULL ? "/" : "", rq->tenant != NULL ? rq->tenant : "");
	if (n > 0 && n < (int)sizeof(p->entry) && pass_is_entry(p->entry))
		return CCRED_SUCCESS;
	return say_error(&p->say, CCRED_INVALID, "entry_unnamed", NULL,
			 "the entry cannot be named after the profile and its tenant: add entry=");
}

static void name_command(struct pass *p)
{
	const char *home = p->gnupg_home, *store = p->store_wanted;

	if (home != NULL && store != NULL)
		say_fix(p->command, "GNUPGHOME=%s PASSWORD_STORE_DIR=%s pass ", home, store);
	else if (home != NULL)
		say_fix(p->command, "GNUPGHOME=%s pass ", home);
	else if (store != NULL)
		say_fix(p->command, "PASSWORD_STORE_DIR=%s pass ", store);
	else
		say_fix(p->command, "pass ");
	if (strlen(p->command) >= PASS_MAX_COMMAND)
		p->command[0] = '\0';
}

const char *pass_fix(struct pass *p, const char *verb, const char *entry)
{
	p->fix[0] = '\0';
	if (p->command[0] == '\0')
		return p->fix;
	snprintf(p->fix, sizeof(p->fix), "%s%s", p->command, verb);
	return entry != NULL ? say_fix(p->fix, " %s", entry) : p->fix;
}

/* What is there must be safe; gpg and pass open it by name. Returns CCRED_NOT_FOUND if it is not
 * there. */
static int check(const struct pass *p, const char *path)
{
	struct stat st;
	int r;

	if (stat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return CCRED_NOT_FOUND;
	if ((r = p->say.host->check_file(p->say.call, path, CCRED_OPEN_SHARED_MODE)) !=
	    CCRED_SUCCESS)
		return r == CCRED_NOT_FOUND ? CCRED_UNAVAILABLE : r;
	return CCRED_SUCCESS;
}

static int no_store(struct pass *p, const char *path)
{
	char fix[3 * SAY_FIX];

	snprintf(fix, sizeof(fix), "%sinit KEY && %s", p->command,
		 pass_fix(p, "insert -m", p->entry));
	return say_error(&p->say, CCRED_NOT_FOUND, "store_missing",
			 p->fix[0] != '\0' && strlen(fix) < SAY_FIX ? fix : NULL,
			 "there is no password store at %.300s", path);
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
		return say_error(&p->say, CCRED_UNAVAILABLE, "store_missing", NULL,
				 "$HOME does not say where the store is: add store-dir=");
	if (path[0] != '/' || r >= (int)sizeof(path))
		return say_error(&p->say, CCRED_INVALID, "store_unusable", NULL,
				 "%s must be an absolute path, and not too long", from);
	if ((r = check(p, path)) == CCRED_NOT_FOUND)
		return no_store(p, path);
	/* Nobody else can turn a link on this way. */
	if (r == CCRED_SUCCESS && (p->store = realpath(path, NULL)) == NULL)
		return say_error(&p->say, CCRED_UNAVAILABLE, "store_unusable", NULL, "%.300s: %s",
				 path, strerror(errno));
	return r;
}

/* The directory path, of length len, and its .gpg-id. CCRED_NOT_FOUND: it is not there. */
static int check_level(struct pass *p, const char *path, size_t len)
{
	char file[PATH_MAX];
	int r;

	snprintf(file, sizeof(file), "%.*s", (int)len, path);
	if ((r = check(p, file)) != CCRED_SUCCESS)
		return r;
	snprintf(file, sizeof(file), "%.*s/.gpg-id", (int)len, path);
	r = check(p, file);
	if (r == CCRED_SUCCESS)
		p->has_recipients = 1;
	return r == CCRED_NOT_FOUND ? CCRED_SUCCESS : r;
}

/* Without GNUPGHOME gpg takes the one at home; without HOME it asks the list of users. */
static int check_own_gnupg(const struct pass *p)
{
	const char *home = getenv("HOME");
	const struct passwd *user = home == NULL ? getpwuid(geteuid()) : NULL;
	char path[PATH_MAX];
	int r;

	if (user != NULL)
		home = user->pw_dir;
	if (home == NULL || snprintf(path, sizeof(path), "%s/.gnupg", home) >= (int)sizeof(path))
		return CCRED_SUCCESS;
	r = check(p, path);
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
		return check_own_gnupg(p);
	}
	if (p->gnupg_home[0] != '/')
		return say_error(&p->say, CCRED_INVALID, "gnupg_home_unusable", NULL,
				 "$GNUPGHOME must be an absolute path");
	r = check(p, p->gnupg_home);
	if (r == CCRED_NOT_FOUND)
		return say_error(&p->say, CCRED_UNAVAILABLE, "gnupg_home_unusable", NULL,
				 "gpg's directory %.300s is not there: correct gnupg-home= or "
				 "$GNUPGHOME",
				 p->gnupg_home);
	return r;
}

int pass_locate(struct pass *p)
{
	struct stat st;
	size_t begin;
	int r;

	name_command(p);
	if ((r = name_entry(p)) != CCRED_SUCCESS || (r = find_store(p)) != CCRED_SUCCESS ||
	    (r = check_gnupg(p)) != CCRED_SUCCESS)
		return r;
	/* check_level has room for what is added to a directory of it. */
	begin = strlen(p->store);
	if (begin + strlen(p->entry) + sizeof("/.gpg-id") + 1 > PATH_MAX)
		return say_error(&p->say, CCRED_INVALID, "entry_unnamed", NULL,
				 "the path of the entry is too long: choose a shorter entry=");
	if (asprintf(&p->file, "%s/%s.gpg", p->store, p->entry) < 0) {
		p->file = NULL;
		return say_no_memory(&p->say);
	}
	/* The store, and each directory from there to the entry. */
	for (const char *slash = p->file + begin; slash != NULL && r == CCRED_SUCCESS;
	     slash = strchr(slash + 1, '/'))
		r = check_level(p, p->file, (size_t)(slash - p->file));
	if (r == CCRED_SUCCESS)
		r = check(p, p->file);
	if (r != CCRED_SUCCESS)
		return r == CCRED_NOT_FOUND ? CCRED_SUCCESS : r;
	if (stat(p->file, &st) != 0 || !S_ISREG(st.st_mode))
		return say_error(&p->say, CCRED_INVALID, "entry_damaged", NULL,
				 "%.300s is not a file", p->file);
	p->exists = 1;
	return CCRED_SUCCESS;
}
