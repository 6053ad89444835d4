/* The age of what is kept: the rules for both clocks in one place. */
#include "base/banned.h"
#include "cache/stamp.h"

int64_t stamp_since(const struct clock_now *stamp, const struct clock_now *now)
{
	if (strcmp(stamp->boot_id, now->boot_id) != 0 || now->boot_s < stamp->boot_s)
		return -1;
	return now->boot_s - stamp->boot_s;
}

int64_t stamp_age(const struct clock_now *stamp, const struct clock_now *now)
{
	int64_t by_wall = now->wall_s - stamp->wall_s, by_boot;

	if (by_wall < 0)
		return -1;
	if (stamp->boot_id[0] == '\0' || now->boot_id[0] == '\0')
		return by_wall;
	if ((by_boot = stamp_since(stamp, now)) < 0)
		return -1;
	return by_wall > by_boot ? by_wall : by_boot;
}
