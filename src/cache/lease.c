/* The lease of a key: one caller asks the server, the others wait for what it brings. */
#include "base/banned.h"
#include "base/fs.h"
#include "base/trace.h"
#include "cache/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

struct cache_lease {
	int fd;
};

int cache_lease_try(const struct cache *cache, const struct cache_key *key,
		    struct cache_lease **ret_lease, struct err *err)
{
	struct cache_lease *lease = malloc(sizeof(*lease));
	char name[FILE_NAME_SIZE];
	int r;

	if (lease == NULL)
		return err_nomem(err);
	file_name(key, SUFFIX_LOCK, name);
	lease->fd = openat(cache->dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
			   0600);
	if (lease->fd < 0) {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot open the lock %s", name);
	} else if (flock(lease->fd, LOCK_EX | LOCK_NB) == 0) {
		*ret_lease = lease;
		return 0;
	} else if (errno == EWOULDBLOCK) {
		r = err_set(err, REASON_LEASE_HELD,
			    "another call has been asking for this token all the time: call again");
	} else {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot lock %s", name);
	}
	cache_lease_release(&lease);
	return r;
}

int cache_lease_wait(const struct cache *cache, const struct cache_key *key, int64_t deadline_ms,
		     struct cache_lease **ret_lease, struct err *err)
{
	int step_ms = 0, r;

	while ((r = cache_lease_try(cache, key, ret_lease, err)) == EXIT_TEMPFAIL &&
	       clock_left(deadline_ms) > 0) {
		if (step_ms == 0)
			trace("lock: waiting for another call that asks");
		clock_backoff(&step_ms, deadline_ms);
	}
	return r;
}

int cache_lease_fd(const struct cache_lease *lease)
{
	return lease != NULL ? lease->fd : -1;
}

void cache_lease_release(struct cache_lease **lease)
{
	if (*lease == NULL)
		return;
	fs_close(&(*lease)->fd);
	free(*lease);
	*lease = NULL;
}
