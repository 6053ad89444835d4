/* Signals that end a command which has to tidy up first. */
#include "base/interrupt.h"
#include "base/proc.h"

#include <signal.h>
#include <unistd.h>

static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
#define N_SIGNALS (sizeof(signals) / sizeof(signals[0]))

static struct sigaction before[N_SIGNALS];
/* The number of the first one; 0: none. */
static volatile sig_atomic_t came;
static volatile sig_atomic_t held;

static void on_signal(int number)
{
	if (came == 0)
		came = number;
	proc_stop = !held;
}

void interrupt_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < N_SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

bool interrupt_came(void)
{
	return came != 0;
}

void interrupt_hold(void)
{
	held = 1;
	proc_stop = 0;
}

void interrupt_release(void)
{
	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
	if (came != 0)
		kill(getpid(), came);
	proc_stop = 0;
}
