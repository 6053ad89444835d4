/* The inner process of ccred-source: it loads the plugin, has it answer, and writes what it set. */
#ifndef CCRED_SOURCE_INNER_H
#define CCRED_SOURCE_INNER_H

/* Answers the requests that come over the socket, and ends the process. */
__attribute__((noreturn)) void inner_run(int socket);

#endif
