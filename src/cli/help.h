/* --help, written from the tables of the commands (command.h). */
#ifndef CCRED_CLI_HELP_H
#define CCRED_CLI_HELP_H

#include "base/buf.h"
#include "cli/command.h"

/* Appends what ccred COMMAND --help prints: at most 24 lines of 80 columns. */
void help_command(const struct command *command, struct buf *b);

/* Appends what ccred --help prints: a line for each command. */
void help_commands(struct buf *b);

#endif
