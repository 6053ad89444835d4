/* Identifies a process, so that another one with the same number is not taken for it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A process of this boot. Records hold it byte by byte: it has no padding. */
struct process_id {
	int64_t pid;
	/* Ticks of the clock between the boot and its start: a number of a process is used
	 * again. */
	uint64_t start;
	/* The namespace that the pid is of. */
	uint64_t pid_namespace;
};

bool process_id_equal(const struct process_id *a, const struct process_id *b);

/*
 * Finds the parent of this process. Returns NULL, or in a few words why it cannot be told apart
 * from others: there is none, it is process 1, which takes in all orphans, or /proc does not show
 * it.
 */
const char *process_id_parent(struct process_id *ret_id);

/* Whether it has ended. seen is a process that process_id_parent has found, which shows that /proc
 * is of this namespace. A process of another namespace cannot be seen: false. */
bool process_id_ended(const struct process_id *id, const struct process_id *seen);
