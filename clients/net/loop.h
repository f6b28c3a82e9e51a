/* The event loop on which the whole program runs: a thin layer over libev, which no other file
 * knows. One thread. Callbacks may use any function here, and may destroy the object that called
 * them. */
#ifndef CLIENTS_NET_LOOP_H
#define CLIENTS_NET_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"

struct loop;
struct loop_io;
struct loop_timer;
struct loop_alarm;
struct loop_rest;

enum loop_events { LOOP_READ = 1, LOOP_WRITE = 2 };

enum status loop_create(struct loop **out, struct error *error);
void loop_destroy(struct loop *loop);

void loop_run(struct loop *loop); /* until loop_stop */
void loop_stop(struct loop *loop);

/* libev's own loop, for a library that has its own watchers. */
void *loop_native(struct loop *loop);

/* `signalled` is called on SIGINT and SIGTERM, by the loop and not by the signal handler. */
void loop_on_signal(struct loop *loop, void (*signalled)(void *owner), void *owner);

/* Watches a descriptor, at first for no events. NULL without memory. */
struct loop_io *loop_io_create(struct loop *loop, int descriptor,
                               void (*ready)(void *owner, unsigned events), void *owner);
void loop_io_set(struct loop_io *io, unsigned events);
void loop_io_destroy(struct loop_io *io); /* before the descriptor is closed; NULL is fine */

/* A timer for time-outs: never early, late by up to a millisecond, and cheap to postpone. In each
 * round of the loop descriptors come before timers, so that bytes which have arrived are read
 * before a time-out, even where this program was late. Created stopped; NULL without memory. */
struct loop_timer *loop_timer_create(struct loop *loop, void (*fired)(void *owner), void *owner);
void loop_timer_at(struct loop_timer *timer, uint64_t instant_ns);
void loop_timer_stop(struct loop_timer *timer);
void loop_timer_destroy(struct loop_timer *timer); /* NULL is fine */

/* A timer for schedules: a timerfd, with absolute instants in nanoseconds. */
enum status loop_alarm_create(struct loop *loop, void (*fired)(void *owner), void *owner,
                              struct loop_alarm **out, struct error *error);
void loop_alarm_at(struct loop_alarm *alarm, uint64_t instant_ns);
void loop_alarm_destroy(struct loop_alarm *alarm); /* NULL is fine */

/* Work that can wait until everything that has arrived is read: while it is wanted, `rested` is
 * called once in each round of the loop in which nothing else was ready. Created unwanted; NULL
 * without memory. */
struct loop_rest *loop_rest_create(struct loop *loop, void (*rested)(void *owner), void *owner);
void loop_rest_want(struct loop_rest *rest, bool wanted);
void loop_rest_destroy(struct loop_rest *rest); /* NULL is fine */

#endif
