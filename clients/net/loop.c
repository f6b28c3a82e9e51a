/* Watchers of libev. */
#include "clients/net/loop.h"

#include <errno.h>
#include <ev.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "common/base/clock.h"

struct loop {
  struct ev_loop *ev;
  ev_signal interrupt, terminate;
  void (*signalled)(void *owner);
  void *signal_owner;
};

struct loop_io {
  ev_io watcher;
  struct loop *loop;
  void (*ready)(void *owner, unsigned events);
  void *owner;
};

struct loop_timer {
  ev_timer watcher;
  struct loop *loop;
  uint64_t due_ns;   /* when the timer is to fire */
  uint64_t armed_ns; /* when the watcher fires: not later than due_ns */
  void (*fired)(void *owner);
  void *owner;
};

struct loop_alarm {
  struct loop_io *io;
  int descriptor;
  void (*fired)(void *owner);
  void *owner;
};

struct loop_rest {
  ev_idle watcher;
  struct loop *loop;
  void (*rested)(void *owner);
  void *owner;
};

enum status loop_create(struct loop **out, struct error *error) {
  struct loop *loop = calloc(1, sizeof *loop);
  if (!loop)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the event loop");
  loop->ev = ev_loop_new(EVBACKEND_EPOLL);
  if (!loop->ev) {
    free(loop);
    return error_set(error, STATUS_ENVIRONMENT, "cannot create an epoll event loop: %s",
                     strerror(errno));
  }
  *out = loop;
  return STATUS_OK;
}

void loop_destroy(struct loop *loop) {
  if (!loop)
    return;
  ev_signal_stop(loop->ev, &loop->interrupt);
  ev_signal_stop(loop->ev, &loop->terminate);
  ev_loop_destroy(loop->ev);
  free(loop);
}

void loop_run(struct loop *loop) {
  ev_run(loop->ev, 0);
}

void loop_stop(struct loop *loop) {
  ev_break(loop->ev, EVBREAK_ALL);
}

void *loop_native(struct loop *loop) {
  return loop->ev;
}

static void loop_signalled(struct ev_loop *ev, ev_signal *watcher, int events) {
  (void)ev;
  (void)events;
  struct loop *loop = watcher->data;
  loop->signalled(loop->signal_owner);
}

void loop_on_signal(struct loop *loop, void (*signalled)(void *owner), void *owner) {
  loop->signalled = signalled;
  loop->signal_owner = owner;
  ev_signal_init(&loop->interrupt, loop_signalled, SIGINT);
  ev_signal_init(&loop->terminate, loop_signalled, SIGTERM);
  loop->interrupt.data = loop;
  loop->terminate.data = loop;
  ev_signal_start(loop->ev, &loop->interrupt);
  ev_signal_start(loop->ev, &loop->terminate);
}

static void io_ready(struct ev_loop *ev, ev_io *watcher, int events) {
  (void)ev;
  struct loop_io *io = watcher->data;
  io->ready(io->owner, (events & EV_READ ? LOOP_READ : 0U) | (events & EV_WRITE ? LOOP_WRITE : 0U));
}

struct loop_io *loop_io_create(struct loop *loop, int descriptor,
                               void (*ready)(void *owner, unsigned events), void *owner) {
  struct loop_io *io = calloc(1, sizeof *io);
  if (!io)
    return NULL;
  io->loop = loop;
  io->ready = ready;
  io->owner = owner;
  ev_io_init(&io->watcher, io_ready, descriptor, 0);
  io->watcher.data = io;
  return io;
}

void loop_io_set(struct loop_io *io, unsigned events) {
  int wanted = (events & LOOP_READ ? EV_READ : 0) | (events & LOOP_WRITE ? EV_WRITE : 0);
  int present = ev_is_active(&io->watcher) ? io->watcher.events & (EV_READ | EV_WRITE) : 0;
  if (wanted == present)
    return;
  ev_io_stop(io->loop->ev, &io->watcher);
  if (!wanted)
    return;
  ev_io_set(&io->watcher, io->watcher.fd, wanted);
  ev_io_start(io->loop->ev, &io->watcher);
}

void loop_io_destroy(struct loop_io *io) {
  if (!io)
    return;
  ev_io_stop(io->loop->ev, &io->watcher);
  free(io);
}

/* libev counts from a time that it read before the callback. ev_now_update keeps the timer from
 * firing early after a long one. */
static void timer_arm(struct loop_timer *timer, uint64_t now_ns) {
  struct ev_loop *ev = timer->loop->ev;
  uint64_t wait_ns = timer->due_ns > now_ns ? timer->due_ns - now_ns : 0;
  ev_timer_stop(ev, &timer->watcher);
  if (wait_ns)
    ev_now_update(ev);
  ev_timer_set(&timer->watcher, (double)wait_ns / (double)NS_PER_S, 0.);
  ev_timer_start(ev, &timer->watcher);
  timer->armed_ns = timer->due_ns;
}

static void timer_fired(struct ev_loop *ev, ev_timer *watcher, int events) {
  (void)ev;
  (void)events;
  struct loop_timer *timer = watcher->data;
  uint64_t now_ns = clock_now_ns();
  if (now_ns < timer->due_ns)
    timer_arm(timer, now_ns);
  else
    timer->fired(timer->owner);
}

struct loop_timer *loop_timer_create(struct loop *loop, void (*fired)(void *owner), void *owner) {
  struct loop_timer *timer = calloc(1, sizeof *timer);
  if (!timer)
    return NULL;
  timer->loop = loop;
  timer->fired = fired;
  timer->owner = owner;
  ev_timer_init(&timer->watcher, timer_fired, 0., 0.);
  ev_set_priority(&timer->watcher, EV_MINPRI);
  timer->watcher.data = timer;
  return timer;
}

/* Most time-outs are postponed before they fire: then only due_ns changes, and the watcher is set
 * again when it fires too early. */
void loop_timer_at(struct loop_timer *timer, uint64_t instant_ns) {
  timer->due_ns = instant_ns;
  if (!ev_is_active(&timer->watcher) || timer->armed_ns > instant_ns)
    timer_arm(timer, clock_now_ns());
}

void loop_timer_stop(struct loop_timer *timer) {
  ev_timer_stop(timer->loop->ev, &timer->watcher);
}

void loop_timer_destroy(struct loop_timer *timer) {
  if (!timer)
    return;
  loop_timer_stop(timer);
  free(timer);
}

static void alarm_ready(void *owner, unsigned events) {
  (void)events;
  struct loop_alarm *alarm = owner;
  uint64_t expirations;
  if (read(alarm->descriptor, &expirations, sizeof expirations) == sizeof expirations)
    alarm->fired(alarm->owner);
}

enum status loop_alarm_create(struct loop *loop, void (*fired)(void *owner), void *owner,
                              struct loop_alarm **out, struct error *error) {
  struct loop_alarm *alarm = calloc(1, sizeof *alarm);
  if (!alarm)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a timer");
  alarm->fired = fired;
  alarm->owner = owner;
  alarm->descriptor = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  alarm->io =
      alarm->descriptor < 0 ? NULL : loop_io_create(loop, alarm->descriptor, alarm_ready, alarm);
  if (!alarm->io) {
    loop_alarm_destroy(alarm);
    return error_set(error, STATUS_ENVIRONMENT, "cannot create a timer: %s", strerror(errno));
  }
  loop_io_set(alarm->io, LOOP_READ);
  *out = alarm;
  return STATUS_OK;
}

void loop_alarm_at(struct loop_alarm *alarm, uint64_t instant_ns) {
  /* an instant of 0 would disarm it */
  struct itimerspec when = {.it_value = clock_timespec(instant_ns ? instant_ns : 1)};
  timerfd_settime(alarm->descriptor, TFD_TIMER_ABSTIME, &when, NULL);
}

void loop_alarm_destroy(struct loop_alarm *alarm) {
  if (!alarm)
    return;
  loop_io_destroy(alarm->io);
  if (alarm->descriptor >= 0)
    close(alarm->descriptor);
  free(alarm);
}

static void rest_ready(struct ev_loop *ev, ev_idle *watcher, int events) {
  (void)ev;
  (void)events;
  const struct loop_rest *rest = watcher->data;
  rest->rested(rest->owner);
}

struct loop_rest *loop_rest_create(struct loop *loop, void (*rested)(void *owner), void *owner) {
  struct loop_rest *rest = calloc(1, sizeof *rest);
  if (!rest)
    return NULL;
  rest->loop = loop;
  rest->rested = rested;
  rest->owner = owner;
  ev_idle_init(&rest->watcher, rest_ready);
  rest->watcher.data = rest;
  return rest;
}

void loop_rest_want(struct loop_rest *rest, bool wanted) {
  if (wanted)
    ev_idle_start(rest->loop->ev, &rest->watcher);
  else
    ev_idle_stop(rest->loop->ev, &rest->watcher);
}

void loop_rest_destroy(struct loop_rest *rest) {
  if (!rest)
    return;
  loop_rest_want(rest, false);
  free(rest);
}
