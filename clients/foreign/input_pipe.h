/* The standard input of a program, as a pipe that is never waited for: what it does not take waits
 * in memory. One thread. */
#ifndef CLIENTS_FOREIGN_INPUT_PIPE_H
#define CLIENTS_FOREIGN_INPUT_PIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "clients/net/loop.h"
#include "documents/target_ports.h"

struct input_pipe;

/* Opens the path, where the description starts no program of its own for the messages; else starts
 * that program. STATUS_USAGE where there is neither. */
enum status input_pipe_open(struct loop *loop, const struct target_description *description,
                            const struct target_ports *ports, const char *path,
                            struct input_pipe **out, struct error *error);

/* False where the program does not read any more, or there is no memory. */
bool input_pipe_write(struct input_pipe *pipe, const char *bytes, size_t count);

/* Ends the program that was started: by the end of its input, and if that does not end it within a
 * second, by SIGKILL. NULL is fine. */
void input_pipe_close(struct input_pipe *pipe);

#endif
