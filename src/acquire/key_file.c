/* The file of a private key, and the next one beside it. */
#include "acquire/key_file.h"
#include "base/fs.h"
#include "jose/pem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes the directories of the path that are missing. */
static int make_directories(const char *path, struct err *err)
{
	char part[PATH_MAX];

	for (const char *slash = strchr(path + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		if (mkdir(part, 0700) != 0 && errno != EEXIST && access(part, X_OK) != 0)
			return err_sys(err, REASON_SYSTEM, errno, "cannot make the directory %s",
				       part);
	}
	return 0;
}

int key_file_open(const char *path, struct key_file *ret_file, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	int r;

	*ret_file = (struct key_file){ .dirfd = -1 };
	if (slash == NULL || slash[1] == '\0' || strlen(path) >= sizeof(dir) ||
	    strlen(slash) + strlen(KEY_FILE_NEXT) > NAME_MAX)
		return err_set(err, REASON_SYSTEM, "%s cannot be the file of a key", path);
	snprintf(ret_file->name, sizeof(ret_file->name), "%s", slash + 1);
	snprintf(ret_file->next, sizeof(ret_file->next), "%s" KEY_FILE_NEXT, slash + 1);
	snprintf(dir, sizeof(dir), "%.*s/", (int)(slash - path), path);
	if ((r = make_directories(path, err)) != 0)
		return r;
	ret_file->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (ret_file->dirfd < 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot open the directory %s", dir);
	if (flock(ret_file->dirfd, LOCK_EX | LOCK_NB) != 0)
		return err_set(err, REASON_KEY_BUSY,
			       "another ccred works on the keys of %s: call again", dir);
	fs_remove_all_left_behind(ret_file->dirfd, ret_file->name, NULL);
	fs_remove_all_left_behind(ret_file->dirfd, ret_file->next, NULL);
	return 0;
}

void key_file_close(struct key_file *file)
{
	fs_close(&file->dirfd);
}

static const char *name_of(const struct key_file *file, bool next)
{
	return next ? file->next : file->name;
}

bool key_file_has(const struct key_file *file, bool next)
{
	struct stat st;

	return fstatat(file->dirfd, name_of(file, next), &st, AT_SYMLINK_NOFOLLOW) == 0;
}

bool key_file_is_link(const struct key_file *file)
{
	struct stat st;

	return fstatat(file->dirfd, file->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISLNK(st.st_mode);
}

bool key_file_is_plain(const struct key_file *file)
{
	static const char begin[] = "-----BEGIN PRIVATE KEY-----";
	int fd = openat(file->dirfd, file->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char text[sizeof(begin)] = "";
	bool plain = fd >= 0 && fs_read_once(fd, text, strlen(begin)) == (ssize_t)strlen(begin) &&
		     memcmp(text, begin, strlen(begin)) == 0;

	fs_close(&fd);
	return plain;
}

int key_file_make(const struct key_file *file, bool next, const char *alg, struct err *err)
{
	char *pem = NULL;
	EVP_PKEY *key;
	size_t len = 0;
	int r;

	jose_begin();
	key = jose_generate(alg);
	if (key == NULL && jose_signature_size(alg) == 0 && strncmp(alg, "HS", 2) == 0)
		return err_set(err, REASON_KEY_ALGORITHM,
			       "%s signs with a secret, not with a key pair", alg);
	if (key != NULL)
		pem = jose_private_pem(key, &len);
	EVP_PKEY_free(key);
	r = pem != NULL        ? fs_create(file->dirfd, name_of(file, next), pem, len, err)
	    : jose_no_memory() ? err_nomem(err)
			       : err_set(err, REASON_SYSTEM, "no key can be made for %s", alg);
	if (pem != NULL)
		explicit_bzero(pem, len);
	free(pem);
	return r;
}

void key_file_drop(const struct key_file *file, bool next)
{
	(void)unlinkat(file->dirfd, name_of(file, next), 0);
}

int key_file_turn(const struct key_file *file, struct err *err)
{
	if (renameat(file->dirfd, file->next, file->dirfd, file->name) != 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot replace %s", file->name);
	/* It is in place, whatever is said of its name's way to the disk. */
	(void)fsync(file->dirfd);
	return 0;
}
