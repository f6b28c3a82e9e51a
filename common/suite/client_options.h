/* The parameters of pushbench-client. */
#ifndef COMMON_SUITE_CLIENT_OPTIONS_H
#define COMMON_SUITE_CLIENT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/traits.h"
#include "common/suite/options.h"

#define RECONNECT_JITTER_CHOICES "full|equal|decorrelated|none"

/* Positions in RECONNECT_JITTER_CHOICES; clients/users/backoff.h has their formulas. */
enum reconnect_jitter { JITTER_FULL, JITTER_EQUAL, JITTER_DECORRELATED, JITTER_NONE };

/* The drain: what drain_s of 0 stands for, apart from a poll's interval; and how many drains a
 * server has to say what it published. From then on missing messages are waited for. */
enum { DRAIN_CHOSEN_S = 5, DRAINS_ASKED_MAX = 4 };

struct client_options {
  int transport; /* enum transport_kind */
  const char *connect;
  const char *control_connect; /* "": as connect */
  const char *user_addresses;  /* the first user's; "": the system's */
  const char *target;          /* a target file; "" for a server of ours */
  bool remote;
  const char *target_ports;      /* documents/target_ports.h; "" for none */
  const char *target_input;      /* the standard input of such a server; "" for none */
  const char *transcript;        /* "" for none */
  const char *publisher_journal; /* "" for none */
  const char *control_token;
  const char *journal; /* "" for none */
  const char *faults;  /* common/suite/fault.h; "" for none */
  bool commands;
  bool json;
  int64_t clients;
  int64_t channels;

  /* the workload */
  int workload; /* enum workload_kind */
  int64_t room_users;
  int64_t editors;
  const char *trace;
  double rate_per_s;
  int arrival; /* enum arrival */
  int64_t burst_messages;
  int payload_kind; /* enum payload_kind */
  int64_t payload_bytes;
  int64_t payload_bytes_max;
  int64_t seed;

  /* the polls */
  int64_t interval_ms;
  int64_t hold_ms;
  int64_t pause_ms;
  bool keep_alive;

  /* peers that are gone */
  int64_t sse_keepalive_ms;
  int heartbeat;    /* enum heartbeat_kind */
  int heartbeat_by; /* enum heartbeat_by */
  int64_t heartbeat_interval_ms;
  int64_t heartbeat_timeout_ms;

  /* the requests */
  int request_headers; /* enum request_headers */
  int64_t cookie_bytes;

  /* the connections */
  double connect_per_s;
  int64_t connect_timeout_ms;
  int64_t reconnect_base_ms;
  int64_t reconnect_cap_ms;
  int reconnect_jitter; /* enum reconnect_jitter */
  int64_t receive_buffer_bytes;
  bool compression;
  bool deflate_context_takeover;
  const char *tls_ca;
  bool tls_resume;
  bool client_tcp_nodelay;
  bool receive_stamps;
  int client_library; /* enum client_library */
  int http_version;   /* enum http_version */
  int cursor;         /* enum cursor */
  int64_t hpack_table_bytes;
  bool hpack_indexing;
  int64_t streams_per_connection;
  int64_t client_processes; /* 0: the client chooses (clients/run/scale.h) */

  /* the phases */
  double warmup_s;
  double duration_s;
  double drain_s;
};

extern const struct option client_options_table[];

#endif
