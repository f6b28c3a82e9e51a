/* The parameters of pushbench-server. */
#ifndef COMMON_SUITE_SERVER_OPTIONS_H
#define COMMON_SUITE_SERVER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/suite/options.h"

enum websocket_write { WEBSOCKET_WRITE_ONE, WEBSOCKET_WRITE_TWO };
enum backlog_policy { BACKLOG_DROP_OLDEST, BACKLOG_DROP_CONNECTION };
enum publish_start { PUBLISH_START_NOW, PUBLISH_START_REQUEST };

struct server_options {
  int engine; /* enum engine_kind */
  const char *listen;
  const char *allow_host;
  const char *allow_origin;
  const char *control_token; /* "" for one that the server makes */
  bool open_publish;
  const char *journal; /* "" for none */
  bool commands;

  /* the workload */
  int workload; /* enum workload_kind */
  int64_t room_users;
  int64_t editors;
  const char *trace;
  double rate_per_s;
  int arrival; /* enum arrival */
  int64_t burst_messages;
  int64_t seed;
  int payload_kind; /* enum payload_kind */
  int64_t payload_bytes;
  int64_t payload_bytes_max;
  int64_t channels;
  int64_t history_messages;
  int publish_start; /* enum publish_start */

  /* the transports */
  int64_t hold_ms;
  bool batching;
  int64_t sse_keepalive_ms;
  int heartbeat;    /* enum heartbeat_kind */
  int heartbeat_by; /* enum heartbeat_by */
  int64_t heartbeat_interval_ms;
  int64_t heartbeat_timeout_ms;
  int response_headers; /* enum response_headers */

  /* the connections */
  int http_version; /* enum http_version */
  int64_t hpack_table_bytes;
  bool hpack_indexing;
  bool keep_alive;
  int64_t keep_alive_timeout_ms;
  int64_t request_timeout_ms;
  bool tcp_nodelay;
  int64_t mss_bytes;
  int64_t send_buffer_bytes;
  int64_t tcp_user_timeout_ms;
  int64_t backlog_bytes;
  int backlog_policy; /* enum backlog_policy */
  bool compression;
  int64_t deflate_window_bits;
  int64_t deflate_memory_level;
  bool tls;
  const char *tls_certificate;
  const char *tls_key;
  bool tls_resume;

  /* the engines' own */
  int64_t engine_threads;
  int64_t server_processes; /* 0: the server chooses (servers/control/replicas.h) */
  int64_t civetweb_threads;
  int civetweb_websocket_write; /* enum websocket_write */
  int64_t write_timeout_ms;

  /* users in process: the null engine has no client program */
  int transport; /* enum transport_kind */
  int64_t clients;
  int64_t interval_ms;
  double warmup_s;
  double duration_s;
};

extern const struct option server_options_table[];

#endif
