/* The servers that cells are measured on, by number: the engines of our own (enum engine_kind), and
 * behind them servers of other people, in the order in which they were added. For one thread. */
#ifndef BENCH_BASE_SERVERS_H
#define BENCH_BASE_SERVERS_H

#include <stdbool.h>

#include "common/base/traits.h"

/* The value of the parameter `server` for our own; others are names of target files. */
#define SERVER_OWN "own"

enum { SERVERS_MAX = 64 }; /* the engines among them */

/* A server of other people: its number. `title` is for people, "nchan 1.3 (nginx)"; NULL: the name.
 * One that is there keeps its number, and takes the title. -1 where the name is NULL or that of an
 * engine, where there are SERVERS_MAX, or without memory. */
int server_add(const char *name, const char *title);

/* By name; -1 where there is none, or the name is NULL. */
int server_named(const char *name);

/* The same, but a name that is not known is added: results may be of servers that nothing else has
 * named. -1 as of server_add. */
int server_known(const char *name);

/* How many there are; their numbers are below it. */
int servers_count(void);

/* Whether it is one of other people; false for -1. */
bool server_is_foreign(int server);

/* "unknown" where there is no such server. */
const char *server_name(int server);
const char *server_label(int server); /* "libwebsockets" */

/* The traits of an engine. A server of other people has none; its `name` and `label` are set. */
const struct engine_traits *server_traits(int server);

/* Forgets those of other people. */
void servers_forget(void);

#endif
