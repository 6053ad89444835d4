/* Signals that end a command which has to tidy up first: it goes back the way of an error. */
#ifndef CCRED_BASE_INTERRUPT_H
#define CCRED_BASE_INTERRUPT_H

#include <stdbool.h>

/* From here on SIGHUP, SIGINT, SIGQUIT and SIGTERM are only noted, and end what is waited for (proc_stop,
 * prompt.h). What our caller ignores stays ignored. */
void interrupt_catch(void);

/* Whether one came. */
bool interrupt_came(void);

/* For what must be put back even so: from here on nothing that is waited for is ended. */
void interrupt_hold(void);

/* As it was before; if one came, the program ends by it here. */
void interrupt_release(void);

#endif
