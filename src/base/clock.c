/* Clocks: CLOCK_MONOTONIC for deadlines; wall time, CLOCK_BOOTTIME and the boot id for expiry. */
#include "base/banned.h"
#include "base/clock.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

static int64_t read_ms(clockid_t id)
{
	struct timespec ts = { 0 };

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

int clock_left(int64_t deadline_ms)
{
	int64_t left = deadline_ms - clock_ms();

	if (left < 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}

/* Read once: it stays the same for as long as a process can live. Empty if it cannot be read. */
static const char *boot_id(void)
{
	static char id[CLOCK_BOOT_ID_SIZE];

	if (id[0] != '\0')
		return id;
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return id;
	if (read(fd, id, sizeof(id) - 1) != (ssize_t)sizeof(id) - 1)
		id[0] = '\0';
	close(fd);
	return id;
}

void clock_now(struct clock_now *ret_now)
{
	memset(ret_now, 0, sizeof(*ret_now));
	memcpy(ret_now->boot_id, boot_id(), sizeof(ret_now->boot_id));
	ret_now->wall_ms = read_ms(CLOCK_REALTIME);
	ret_now->wall_s = ret_now->wall_ms / 1000;
	ret_now->boot_s = read_ms(CLOCK_BOOTTIME) / 1000;
}

void clock_sleep(int64_t ms)
{
	if (ms <= 0)
		return;
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&ts, NULL);
}
