/* The inner process of ccred-source: it loads the plugin, has it answer, and writes what it set. */
#pragma once

/* Answers the requests that come over the socket, and ends the process. */
__attribute__((noreturn)) void inner_run(int socket);
