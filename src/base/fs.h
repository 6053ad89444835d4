/*
 * Files, with the rules about who may own and change them: checked on the descriptor, never on the
 * name, so that what was checked is what is read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

struct stat;

/* Rules for fs_open. Each implies O_RDONLY | O_CLOEXEC, a regular file, and no blocking on a
 * FIFO. */
enum fs_rule {
	/* Configuration: owned by root or the effective user (uid 0: by root alone), not writable
	 * by group or others. */
	FS_CONFIG,
	/* A secret (sshd(8)'s rule for keys): as FS_CONFIG, any uid; a file owned by the user must
	 * not be readable by group or others either. */
	FS_SECRET,
	/* As FS_SECRET, but readable by group and others is fine (shared-mode=yes). */
	FS_SECRET_SHARED,
	/* A file of the cache: owned by the effective user, mode 0600, one link, never a symbolic
	 * link. */
	FS_PRIVATE,
};

/*
 * Takes a descriptor that was just opened, and returns it, or its copy (O_CLOEXEC) above the three
 * standard ones if it has one of their numbers: a caller may have closed those, and go on to write
 * to them. A negative number is returned as it is, with errno.
 */
int fs_above(int fd);

/* Says that a file belongs to somebody else, and what to do: it is not taken from them. Returns the
 * code. */
int fs_not_ours(const char *path, unsigned owner, struct err *err);

/*
 * Opens name relative to dirfd (AT_FDCWD: the working directory) and checks what it got. Returns 0
 * and a descriptor; EXIT_NOINPUT if it does not exist (also ENOTDIR); EXIT_DENIED for owner, mode
 * or type, with the chmod that mends it if it is ours; EXIT_OS for anything else.
 * *ret_st may be NULL.
 */
int fs_open(int dirfd, const char *name, enum fs_rule rule, int *ret_fd, struct stat *ret_st,
	    struct err *err);

/*
 * Checks that nobody but root and the effective user can change what the absolute path leads to:
 * every directory on the way and the file are owned by root or the user and not writable by group
 * or others; a root-owned sticky directory is safe for a next component owned by root or the user.
 * Symbolic links are resolved first; the directory that the path names is checked as well.
 *
 * *ret_resolved (may be NULL) is the path that was checked: it holds no links, and the caller frees
 * it. Who uses the file uses this one, for a link on the way may lead elsewhere by then. Returns 0,
 * EXIT_NOINPUT, EXIT_DENIED or EXIT_OS.
 */
int fs_check_path(const char *path, char **ret_resolved, struct err *err);

/*
 * Opens a directory that is ours alone: owned by the effective user, no access by group or others;
 * with make, it is created 0700 first if missing (its parent is not). Never follows a link in the
 * last component. Returns 0, EXIT_NOINPUT, EXIT_DENIED or EXIT_OS.
 */
int fs_open_private_dir(int dirfd, const char *name, bool make, int *ret_fd, struct err *err);

/* Reads from fd to the end into b; more than max bytes is EXIT_DATA. name is for the message. */
int fs_read_all(int fd, size_t max, const char *name, struct buf *b, struct err *err);

/*
 * Reads an input until whole(b, from) is true; from is where the bytes of the last read begin. A
 * read error is EXIT_IO. If whole is NULL, it does the same as fs_read_all.
 */
typedef bool (*fs_whole_fn)(const struct buf *b, size_t from);
int fs_read_until(int fd, size_t max, const char *name, fs_whole_fn whole, struct buf *b,
		  struct err *err);

/* As pread(2) from the beginning, going on after EINTR. */
ssize_t fs_read_once(int fd, void *data, size_t len);

/* Writes all bytes, going on after EINTR and short writes, and waiting for a reader if fd is
 * non-blocking. Returns 0, or -1 with errno set. */
int fs_write_all(int fd, const void *data, size_t len);

/* What fs_replace calls a file until it is whole. */
#define FS_TEMPORARY ".tmp-"
/* Its name is then FS_TEMPORARY, that of the file, "-" and so many hexadecimal digits. */
#define FS_TEMPORARY_DIGITS 16

/*
 * Makes an empty file of mode 0600 for what is to become name, beside it: its name goes into
 * temporary, which has NAME_MAX + 1 bytes. While the descriptor is open the file is locked, by
 * which fs_remove_left_behind tells it from one whose writer was killed. Returns 0 or EXIT_OS.
 */
int fs_open_temporary(int dirfd, const char *name, char *temporary, int *ret_fd, struct err *err);

/*
 * Replaces dirfd/name by a new file with these bytes: written beside it and renamed, so that a
 * reader sees the old or the new one whole. synced is for what must outlive a crash of the machine:
 * it is on the disk before it takes the place. Mode and group are those of like (of the file that
 * is replaced); if that is NULL, the mode is 0600. Returns 0, or EXIT_OS; nothing is left on
 * failure.
 */
int fs_replace(int dirfd, const char *name, const void *data, size_t len, bool synced,
	       const struct stat *like, struct err *err);

/* Makes a new file of mode 0600 with these bytes, on the disk, whole or not at all. Returns 0,
 * REASON_FILE_EXISTS or EXIT_OS; nothing is left on failure. */
int fs_create(int dirfd, const char *name, const void *data, size_t len, struct err *err);

/* Whether the entry of a directory is a temporary file for name, or for any name with this end
 * (companion; NULL: none). */
bool fs_is_temporary(const char *entry, const char *name, const char *companion);

/* Removes a file that fs_replace was writing when it was killed; one that is being written
 * stays. */
void fs_remove_left_behind(int dirfd, const char *name);

/* The same for all such files of the directory that are for name, or for any name with the end
 * companion (NULL: none). */
void fs_remove_all_left_behind(int dirfd, const char *name, const char *companion);

/*
 * The value of HOME or an XDG_* variable if it is absolute and a directory that the effective user
 * owns; else NULL: with sudo somebody else's HOME counts as unset. Also NULL for XDG_* under
 * AT_SECURE. Returns 0, or EXIT_OS if it cannot be told.
 */
int fs_user_dir(const char *variable, const char **ret_dir, struct err *err);

/* Whether with this errno there is no place for us at a path. Anything else (no descriptor is free,
 * for example) does not tell. */
bool fs_is_no_place(int why);

/* Closes *fd if it is not negative, keeps errno, and sets it to -1. */
void fs_close(int *fd);
