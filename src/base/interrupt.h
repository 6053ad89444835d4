/* Signals that end a command which has to tidy up first. The command returns as after an error. */
#pragma once

#include <stdbool.h>

/*
 * From here on SIGHUP, SIGINT, SIGQUIT and SIGTERM are only noted, and end every wait (proc_stop,
 * terminal.h). Signals that our caller ignores stay ignored.
 */
void interrupt_catch(void);

/* Whether a signal came. */
bool interrupt_came(void);

/* From here on no wait is ended: for what must be put back in any case. */
void interrupt_hold(void);

/* Restores the handlers. If a signal came, it is raised again and ends the program here. */
void interrupt_release(void);
