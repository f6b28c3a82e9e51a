/* From counts to the figures that are printed: only here is one count divided by another. Pure;
 * bench/results/cell_arithmetic.c reads the counts from the documents and writes the figures.
 *
 * The two halves of a quotient are counted between the same two instants: the messages that users
 * received, whenever they were due, and their bytes and requests. Messages that were due in the
 * measured phase are others: a short poll brings them up to an interval later.
 *
 * NAN is "not measured", in and out. A quotient is NAN when one half is not measured or its
 * divisor is 0. */
#ifndef BENCH_JUDGE_ARITHMETIC_H
#define BENCH_JUDGE_ARITHMETIC_H

#include <stdbool.h>
#include <stdint.h>

/* Of all users, between the two instants of the client's counts; in bytes where no unit stands. */
struct user_counts {
  double seconds;  /* between the instants */
  double received; /* texts of messages, duplicates included */
  double requests; /* those that began, posts included */
  double answered; /* polls that ended, whenever they began */
  double empty;    /* of these, polls without a message */
  double payload, payload_up;
  double data; /* of payload, without envelopes */
  double protocol_up, protocol_down;
  double head_up, head_down;
  double saved_up, saved_down;
  double tls_up, tls_down;
  double wire_up, wire_down;
};

/* The server at one instant, seen from outside. */
struct server_reading {
  bool known;
  uint64_t at_ns; /* CLOCK_MONOTONIC */
  double cpu_s;   /* since its start */
  uint64_t rss_bytes, sockets, context_switches;
};

struct arithmetic_input {
  double users;
  double time_scale;     /* seconds of the schedule in a second */
  double phase_s;        /* the measured phase */
  double published;      /* in it */
  double expected, lost; /* deliveries of these */
  double watched_s;      /* of all users, while they have a message to see */
  double threads_peak;
  double handed_out, writes; /* messages to sockets, and the writes that brought them: whole run */
  double radio_wakeups;      /* in the measured phase, of all users */
  double counted_start_ns, counted_end_ns; /* the instants of `counts`, CLOCK_MONOTONIC */
  struct user_counts counts;
  struct server_reading before, start, end; /* before the users came; at the phase's edges */
};

/* Each name is that of a figure (documents/figure_table.h), in lower and in upper case. */
#define ARITHMETIC_FIGURES(X)                                 \
  X(requests_per_message, REQUESTS_PER_MESSAGE)               \
  X(empty_per_message, EMPTY_PER_MESSAGE)                     \
  X(useful_per_message, USEFUL_PER_MESSAGE)                   \
  X(empty_share, EMPTY_SHARE)                                 \
  X(requests_per_s, REQUESTS_PER_S)                           \
  X(requests_per_user_hour, REQUESTS_PER_USER_HOUR)           \
  X(text_per_message, TEXT_PER_MESSAGE)                       \
  X(envelope_per_message, ENVELOPE_PER_MESSAGE)               \
  X(saved_per_message, SAVED_PER_MESSAGE)                     \
  X(payload_per_message, PAYLOAD_PER_MESSAGE)                 \
  X(protocol_per_message, PROTOCOL_PER_MESSAGE)               \
  X(tls_per_message, TLS_PER_MESSAGE)                         \
  X(tcpip_per_message, TCPIP_PER_MESSAGE)                     \
  X(wire_per_message, WIRE_PER_MESSAGE)                       \
  X(protocol_per_s, PROTOCOL_PER_S)                           \
  X(head_per_s, HEAD_PER_S)                                   \
  X(wire_per_s, WIRE_PER_S)                                   \
  X(wire_per_user_hour, WIRE_PER_USER_HOUR)                   \
  X(idle_wire_per_user_hour, IDLE_WIRE_PER_USER_HOUR)         \
  X(watched_share, AGE_WATCHED_SHARE)                         \
  X(cpu_s, SERVER_CPU_S)                                      \
  X(cpu_window_s, SERVER_CPU_WINDOW)                          \
  X(cpu_window_apart_s, SERVER_CPU_WINDOW_APART)              \
  X(cpu_us_per_message, CPU_US_PER_MESSAGE)                   \
  X(cpu_ms_per_user_hour, CPU_MS_PER_USER_HOUR)               \
  X(radio_wakeups_per_user_hour, RADIO_WAKEUPS_PER_USER_HOUR) \
  X(context_switches, CONTEXT_SWITCHES)                       \
  X(connections_held, CONNECTIONS_HELD)                       \
  X(rss_start_bytes, RSS_START)                               \
  X(rss_end_bytes, RSS_END)                                   \
  X(rss_growth_per_user_bytes, RSS_GROWTH_PER_USER)           \
  X(lost_share, LOST_SHARE)                                   \
  X(threads_per_client, THREADS_PER_CLIENT)                   \
  X(messages_per_write, MESSAGES_PER_WRITE)

struct arithmetic {
#define ARITHMETIC_MEMBER(name, figure) double name;
  ARITHMETIC_FIGURES(ARITHMETIC_MEMBER)
#undef ARITHMETIC_MEMBER
};

struct arithmetic arithmetic_of(const struct arithmetic_input *input);

#endif
