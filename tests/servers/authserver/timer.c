/* The clock that wakes sleeping connections: a binary heap and one thread. */
#include "timer.h"
#include "util.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct sleeper {
	uint64_t due; /* now_ms() */
	struct MHD_Connection *connection;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static pthread_t thread;
static struct sleeper *heap;
static size_t sleeping;
static bool stopping;

static void swap(size_t a, size_t b)
{
	struct sleeper s = heap[a];

	heap[a] = heap[b];
	heap[b] = s;
}

static void push(struct sleeper s)
{
	size_t i = sleeping;

	heap = must_grow(heap, sleeping, sizeof(*heap));
	heap[sleeping++] = s;
	for (; i > 0 && heap[i].due < heap[(i - 1) / 2].due; i = (i - 1) / 2)
		swap(i, (i - 1) / 2);
}

static struct MHD_Connection *pop(void)
{
	struct MHD_Connection *first = heap[0].connection;
	size_t i = 0, child;

	heap[0] = heap[--sleeping];
	while ((child = 2 * i + 1) < sleeping) {
		if (child + 1 < sleeping && heap[child + 1].due < heap[child].due)
			child++;
		if (heap[i].due <= heap[child].due)
			break;
		swap(i, child);
		i = child;
	}
	return first;
}

static void *run(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&lock);
	for (;;) {
		while (sleeping > 0 && (stopping || heap[0].due <= now_ms()))
			MHD_resume_connection(pop());
		if (stopping)
			break;
		if (sleeping > 0) {
			struct timespec until = { .tv_sec = (time_t)(heap[0].due / 1000),
						  .tv_nsec = (long)(heap[0].due % 1000) * 1000000 };

			pthread_cond_timedwait(&changed, &lock, &until);
		} else {
			pthread_cond_wait(&changed, &lock);
		}
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

void timer_start(void)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&changed, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&thread, NULL, run, NULL) != 0)
		die("cannot start a thread");
}

bool timer_sleep(struct MHD_Connection *connection, unsigned ms)
{
	bool slept;

	pthread_mutex_lock(&lock);
	slept = !stopping;
	if (slept) {
		MHD_suspend_connection(connection);
		push((struct sleeper){ now_ms() + ms, connection });
		pthread_cond_signal(&changed);
	}
	pthread_mutex_unlock(&lock);
	return slept;
}

void timer_stop(void)
{
	pthread_mutex_lock(&lock);
	stopping = true;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	pthread_join(thread, NULL);
	free(heap);
	heap = NULL;
}
