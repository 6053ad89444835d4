/* Clocks: CLOCK_MONOTONIC for deadlines; wall time, CLOCK_BOOTTIME and the boot id for expiry. */
#include "base/clock.h"
#include "base/fs.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/random.h>
#include <unistd.h>

/* Of a UUID as the kernel writes it. */
#define UUID_LENGTH 36
#define BACKOFF_MOST_MS 50

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
	int fd = fs_above(open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
	if (fd < 0)
		return id;
	if (read(fd, id, UUID_LENGTH) != UUID_LENGTH)
		id[0] = '\0';
	close(fd);
	return id;
}

void clock_now(struct clock_now *ret_now)
{
	memset(ret_now, 0, sizeof(*ret_now));
	memcpy(ret_now->boot_id, boot_id(), sizeof(ret_now->boot_id));
	ret_now->wall_s = read_ms(CLOCK_REALTIME) / 1000;
	ret_now->boot_ms = read_ms(CLOCK_BOOTTIME);
}

static void sleep_us(int64_t us)
{
	if (us <= 0)
		return;
	struct timespec ts = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };
	nanosleep(&ts, NULL);
}

void clock_sleep(int64_t ms)
{
	sleep_us(ms * 1000);
}

void clock_backoff(int *step_ms, int64_t deadline_ms)
{
	int64_t left_us = (int64_t)clock_left(deadline_ms) * 1000;
	unsigned char random = 0;

	*step_ms = *step_ms == 0 ? 1 : 2 * *step_ms;
	if (*step_ms > BACKOFF_MOST_MS)
		*step_ms = BACKOFF_MOST_MS;
	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random))
		random = 0; /* Then all sleep for the whole step. */
	/* Between half of the step and all of it. */
	int64_t us = *step_ms * 1000 - *step_ms * 500 * random / 256;
	sleep_us(us < left_us ? us : left_us);
}
