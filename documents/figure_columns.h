/* The lines of the table of figures that are columns of the summaries, in the columns' order;
 * documents/figure_table.h describes a line. */

/* --- the repeat and its outcome ------------------------------------------------------ */

FIGURE(SCHEMA, "schema", WHOLE, RUNNER, "", "number of the layout of cell.json")
FIGURE(EXPERIMENT, "experiment", TEXT, RUNNER, "", "name of the experiment")
FIGURE(CELL, "cell", TEXT, RUNNER, "", "name of the cell, and of its folder")
FIGURE(REPEAT, "repeat", WHOLE, RUNNER, "", "which execution of the cell it is, from 1")
FIGURE(ENGINE, "engine", TEXT, RUNNER, "", "how the server does I/O")
FIGURE(TRANSPORT, "transport", TEXT, RUNNER, "", "how messages reach the users")
FIGURE(PARAMS, "params", PARAMETERS, RUNNER, "",
       "all parameters; in the summaries a column for each")
FIGURE(OUTCOME, "outcome", TEXT, RUNNER, "", "done, interrupted or failed")
FIGURE(VERDICT_STATUS, "verdict.status", TEXT, DERIVED, "",
       "valid, suspect or invalid; invalid is also what did not end well")
FIGURE(VERDICT_REASONS, "verdict.reasons", TEXT_LIST, DERIVED, "", "why it is not valid")

/* --- messages ------------------------------------------------------------------------ */

FIGURE(PUBLISHED, "published", COUNT, CLIENT, client_silent,
       "messages due in the measured phase and published, as the server says")
FIGURE(EXPECTED, "expected", COUNT, CLIENT, client_silent,
       "deliveries that the published messages make necessary: delivered + lost")
FIGURE(DELIVERED, "delivered", COUNT, CLIENT, client_silent,
       "of the expected deliveries, those that a user received, whenever that was")
FIGURE(LOST, "lost", COUNT, CLIENT, client_silent,
       "of the expected deliveries, those that never came")
FIGURE(LOST_SHARE, "lost_share", SHARE, DERIVED, none_expected,
       "share of the expected deliveries that never came")
FIGURE(DUPLICATED, "duplicated", COUNT, CLIENT, client_silent,
       "deliveries of a message that the user had already")
FIGURE(REORDERED, "reordered", COUNT, CLIENT, client_silent,
       "deliveries that came after a later message")
FIGURE(WRITTEN, "written", COUNT, CLIENT, none_writes, "messages that users sent to be published")
FIGURE(ACKNOWLEDGED, "acknowledged", COUNT, CLIENT, none_writes,
       "of the messages that users sent, those whose answer came")
FIGURE(PAIRS, "pairs.count", COUNT, CLIENT, none_writes, "pairs of a writer and a user who listens")
FIGURE(PAIRS_INCOMPLETE, "pairs.incomplete", COUNT, CLIENT, none_writes,
       "of the pairs, those in which a message is missing")

/* --- times --------------------------------------------------------------------------- */

FIGURES_OF_LATENCY(LATENCY, "latency_ns", CLIENT, none_delivered,
                   "from the instant a message was due to its receipt by a user")
FIGURES_OF_LATENCY(FIRST, "first_ns", CLIENT, none_delivered,
                   "from the instant a message was due to the first user's receipt; once for each "
                   "user who has it")
FIGURES_OF_LATENCY(SPREAD, "spread_ns", CLIENT, none_delivered,
                   "from the first user's receipt of a message to each user's")
FIGURE(UNPLACED, "unplaced", COUNT, CLIENT, client_silent,
       "deliveries of messages so old that the first receipt was not known any more")
FIGURES_OF_LATENCY(ACK, "ack_ns", CLIENT, none_writes,
                   "from the instant a user's message was due to its answer")
FIGURES_OF_LATENCY(PUBLISH_LAG, "publish_lag_ns", SERVER, server_silent,
                   "from the instant a message was due to its being published")
FIGURES_OF_TAIL(SENT_TO_RECEIVED, "publisher.sent_to_received_ns", CLIENT, server_publishes,
                "from the instant our publisher sent a message to its receipt by a user")
FIGURES_OF_TAIL(ACKNOWLEDGEMENT, "publisher.acknowledgement_ns", CLIENT, server_publishes,
                "from the instant our publisher sent a message to the server's answer that it is "
                "published")
FIGURE(PUBLISHER_UNKNOWN, "publisher.unknown", COUNT, CLIENT, server_publishes,
       "messages that our publisher sent and that the server did not answer")
FIGURE(STALE, "stale", COUNT, CLIENT, server_publishes,
       "messages of an earlier run that users received")

/* --- requests, connections, bytes: between the instants of the counts ----------------- */

FIGURE(REQUESTS, "requests.total", COUNT, CLIENT, client_silent,
       "HTTP requests of the users, posts included")
FIGURE(REQUESTS_EMPTY, "requests.empty", COUNT, CLIENT, client_silent,
       "of the polls, those that brought no message")
FIGURE(REQUESTS_PER_MESSAGE, "requests.per_message", RATIO, DERIVED, none_received,
       "requests for each message received")
FIGURE(EMPTY_PER_MESSAGE, "requests.empty_per_message", RATIO, DERIVED, none_received,
       "polls that brought nothing for each message received")
FIGURE(USEFUL_PER_MESSAGE, "requests.useful_per_message", RATIO, DERIVED, none_received,
       "requests that brought or published something for each message received")
FIGURE(PUBLISH_REQUESTS, "publish.requests", COUNT, CLIENT, none_writes,
       "of the requests, those by which users publish")
FIGURE(PUBLISH_WAITED, "publish.waited", COUNT, CLIENT, none_writes,
       "messages of users that could not be sent when they were due")
FIGURE(PUBLISH_REFUSED, "publish.refused", COUNT, CLIENT, none_writes,
       "messages of users that the server refused")
FIGURE(CONNECTIONS_ATTEMPTED, "connections.attempted", COUNT, CLIENT, client_silent,
       "sockets that began to connect, over the whole run")
FIGURE(CONNECTIONS_OPENED, "connections.opened", COUNT, CLIENT, client_silent,
       "of the attempts, those for which TCP was established")
FIGURE(CONNECTIONS_FAILED, "connections.failed", COUNT, CLIENT, client_silent,
       "attempts after which the user could not receive")
FIGURE(CONNECTIONS_REOPENED, "connections.reopened", COUNT, CLIENT, client_silent,
       "connections in the place of one that had ended")
FIGURE(BYTES_PAYLOAD, "bytes.payload", BYTES, CLIENT, client_silent,
       "texts of the messages that the users received")
FIGURE(BYTES_DATA, "bytes.data", BYTES, CLIENT, client_silent,
       "of these texts the data, without their envelope")
FIGURE(BYTES_PAYLOAD_UP, "bytes.payload_up", BYTES, CLIENT, client_silent,
       "texts of the messages that the users sent")
FIGURE(BYTES_PROTOCOL_UP, "bytes.protocol_up", BYTES, CLIENT, client_silent,
       "what users sent beside texts: request lines, heads, frame headers")
FIGURE(BYTES_PROTOCOL_DOWN, "bytes.protocol_down", BYTES, CLIENT, client_silent,
       "what users received beside texts: heads, brackets, event fields, frame headers")
FIGURE(BYTES_HEAD_UP, "bytes.head_up", BYTES, CLIENT, client_silent,
       "of the protocol, heads of HTTP requests and handshakes")
FIGURE(BYTES_HEAD_DOWN, "bytes.head_down", BYTES, CLIENT, client_silent,
       "of the protocol, heads of HTTP answers and handshakes")
FIGURE(BYTES_SAVED_UP, "bytes.saved_up", BYTES, CLIENT, client_silent,
       "what compression kept from being sent")
FIGURE(BYTES_SAVED_DOWN, "bytes.saved_down", BYTES, CLIENT, client_silent,
       "what compression kept from being received")
FIGURE(BYTES_TLS_UP, "bytes.tls_up", BYTES, CLIENT, client_silent,
       "what TLS added to what users sent: handshakes, records")
FIGURE(BYTES_TLS_DOWN, "bytes.tls_down", BYTES, CLIENT, client_silent,
       "what TLS added to what users received: handshakes, records")
FIGURE(BYTES_TCP_UP, "bytes.tcp_up", BYTES, CLIENT, client_silent,
       "the stream that users sent, by the kernel's count")
FIGURE(BYTES_TCP_DOWN, "bytes.tcp_down", BYTES, CLIENT, client_silent,
       "the stream that users received, by the kernel's count")
FIGURE(BYTES_WIRE_UP, "bytes.wire_up", BYTES, CLIENT, client_silent,
       "sent with TCP and IP headers and what was sent again")
FIGURE(BYTES_WIRE_DOWN, "bytes.wire_down", BYTES, CLIENT, client_silent,
       "received with TCP and IP headers and what came again")
FIGURE(WIRE_PER_MESSAGE, "bytes.wire_per_message", BYTES, DERIVED, none_received,
       "bytes on the wire in both directions for each message received")
FIGURE(TEXT_PER_MESSAGE, "bytes.text_per_message", BYTES, DERIVED, none_received,
       "texts in both directions, before compression, for each message received")
FIGURE(ENVELOPE_PER_MESSAGE, "bytes.envelope_per_message", BYTES, DERIVED, none_received,
       "what the received texts had beside their data, for each message received")
FIGURE(SAVED_PER_MESSAGE, "bytes.saved_per_message", BYTES, DERIVED, none_received,
       "what compression saved in both directions for each message received")
FIGURE(PAYLOAD_PER_MESSAGE, "bytes.payload_per_message", BYTES, DERIVED, none_received,
       "texts as they went over the line, in both directions, for each message received")
FIGURE(TLS_PER_MESSAGE, "bytes.tls_per_message", BYTES, DERIVED, none_received,
       "what TLS added in both directions for each message received")
FIGURE(TCPIP_PER_MESSAGE, "bytes.tcpip_per_message", BYTES, DERIVED, none_received,
       "TCP and IP headers, and what was sent again, for each message received")
FIGURE(SEGMENTS_UP, "segments.up", COUNT, CLIENT, client_silent, "TCP segments sent")
FIGURE(SEGMENTS_DOWN, "segments.down", COUNT, CLIENT, client_silent, "TCP segments received")
FIGURE(SEGMENTS_RETRANSMITTED, "segments.retransmitted", COUNT, CLIENT, client_silent,
       "TCP segments that the users sent again")

/* --- processor time and memory of server and client ---------------------------------- */

FIGURE(SERVER_CPU_S, "server.cpu_s", S, RUNNER, server_unseen,
       "processor time of the server process in the measured phase, kernel included")
FIGURE(CPU_US_PER_MESSAGE, "server.cpu_us_per_message", US, DERIVED, none_received,
       "processor time of the server for each message received")
FIGURE(RSS_PEAK, "server.rss_peak_bytes", BYTES, RUNNER, server_unseen,
       "the most resident memory that the server had")
FIGURE(MEMORY_PER_USER, "server.memory_per_user_bytes", BYTES, RUNNER, no_slope,
       "anonymous memory that the server takes for one more user: slope over users who connect")
FIGURE(MEMORY_PER_USER_ERROR, "server.memory_per_user_error_bytes", BYTES, RUNNER, no_slope,
       "standard error of the memory for one more user")
FIGURE(KERNEL_PER_USER, "machine.kernel_per_user_bytes", BYTES, RUNNER, no_slope,
       "memory that the kernel takes for one more user: sockets of both ends, stacks, page tables")
FIGURE(KERNEL_PER_USER_ERROR, "machine.kernel_per_user_error_bytes", BYTES, RUNNER, no_slope,
       "standard error of the kernel's memory for one more user")
FIGURE(THREADS_PEAK, "server.threads_peak", COUNT, RUNNER, server_unseen,
       "the most threads that the server had")
FIGURE(THREADS_PER_CLIENT, "server.threads_per_client", RATIO, DERIVED, server_unseen,
       "the most threads that the server had, for each user")
FIGURE(MESSAGES_PER_WRITE, "server.messages_per_write", RATIO, DERIVED,
       "the server does not count its writes, or brought no message",
       "messages that left the server by one write, over the whole run")
FIGURE(CONTEXT_SWITCHES, "server.context_switches", COUNT, RUNNER, server_unseen,
       "times the server's threads left a processor in the measured phase")
FIGURE(CLIENT_CPU_S, "client.cpu_s", S, CLIENT, client_silent,
       "processor time of the client process in the measured phase")
FIGURE(CLIENT_CPU_SHARE, "client.cpu_share", SHARE, CLIENT, client_silent,
       "processor time of the client, or of the busiest of its processes, for each second of the "
       "measured phase")
FIGURES_OF_LATENCY(LOOP_LAG, "client.loop_lag_ns", CLIENT, client_silent,
                   "how late the client's loop came to a timer")
FIGURES_OF_LATENCY(QUEUEING, "client.queueing_ns", CLIENT, client_unstamped,
                   "how long a message had waited in the kernel at least when it was read")
FIGURE(READS, "client.reads", COUNT, CLIENT, client_unstamped,
       "reads that brought messages, in the measured phase")
FIGURE(READS_OF_SEVERAL_SHARE, "client.reads_of_several_share", SHARE, CLIENT, client_unstamped,
       "of these, that brought more than one")
FIGURE(DURATION_S, "duration_s", S, DERIVED, client_silent, "length of the measured phase")
FIGURE(CLIENTS, "clients", WHOLE, RUNNER, "", "users")
FIGURE(CHANNELS, "channels", COUNT, CLIENT, client_silent, "feeds that users listen to")
FIGURE(CORRUPTED, "corrupted", COUNT, CLIENT, client_silent,
       "messages that arrived with another content than was published")
FIGURE(EARLY, "early", COUNT, CLIENT, client_silent, "messages that arrived before they were due")
FIGURE(CLIENTS_READY, "clients_ready", COUNT, CLIENT, client_silent,
       "users who could receive when the measured phase began")
FIGURE(PUBLISHED_SEEN, "published_seen", COUNT, CLIENT, client_silent,
       "of the published messages, those that some user received")
FIGURE(REQUESTS_FAILED, "requests.failed", COUNT, CLIENT, client_silent,
       "requests that had no good answer")
FIGURE(RSS_START, "server.rss_start_bytes", BYTES, RUNNER, server_unseen,
       "resident memory of the server before users connected")
FIGURE(RSS_END, "server.rss_end_bytes", BYTES, RUNNER, server_unseen,
       "resident memory of the server when the measured phase ended")
FIGURE(RSS_GROWTH_PER_USER, "server.rss_growth_per_user_bytes", BYTES, DERIVED, server_unseen,
       "resident memory that the server had more at the phase's end than before users connected, "
       "for each user")
FIGURE(CONNECTIONS_HELD, "server.connections_held", COUNT, RUNNER, server_unseen,
       "open sockets of the server in the measured phase")
FIGURE(AGE_MEAN, "age_ns.mean", NS, CLIENT, never_seen,
       "how long ago the newest message that a user has was due, mean over time and users")
FIGURE(AGE_P50, "age_ns.p50", NS, CLIENT, never_seen,
       "how old the newest message that a user has was for half of the time at most")
FIGURE(AGE_P99, "age_ns.p99", NS, CLIENT, never_seen,
       "how old the newest message that a user has was for 99 % of the time at most")
FIGURE(AGE_WATCHED_SHARE, "age_ns.watched_share", SHARE, DERIVED, never_seen,
       "share of the users' time in which they had a message")

/* --- interference -------------------------------------------------------------------- */

FIGURES_OF_LATENCY(NOISE_SERVER, "noise_ns.server", RUNNER, no_noise,
                   "how late a thread that only sleeps woke on the server's processor")
FIGURES_OF_LATENCY(NOISE_CLIENT, "noise_ns.client", RUNNER, no_noise,
                   "how late a thread that only sleeps woke on the client's processor")
FIGURE(NOISE_SCHEDULING, "noise.scheduling", TEXT, RUNNER, no_noise,
       "scheduling class of the threads that only sleep: fifo or other")
FIGURE(NOISE_CPU_SHARE, "noise.cpu_share", SHARE, RUNNER, no_noise,
       "share of a processor that the threads that only sleep took")

/* --- for each user, second or message ------------------------------------------------- */

FIGURE(EMPTY_SHARE, "requests.empty_share", SHARE, DERIVED, no_requests,
       "share of the answered polls that brought no message")
FIGURE(REQUESTS_PER_S, "requests.per_s", PER_S, DERIVED, client_silent,
       "requests of all users in a second")
FIGURE(REQUESTS_PER_USER_HOUR, "requests.per_user_hour", RATIO, DERIVED, client_silent,
       "requests of one user in an hour of the schedule's time")
FIGURE(PROTOCOL_PER_MESSAGE, "bytes.protocol_per_message", BYTES, DERIVED, none_received,
       "protocol bytes in both directions for each message received")
FIGURE(PROTOCOL_PER_S, "bytes.protocol_per_s", BYTES_PER_S, DERIVED, client_silent,
       "protocol bytes of all users in a second, in both directions")
FIGURE(HEAD_PER_S, "bytes.head_per_s", BYTES_PER_S, DERIVED, client_silent,
       "bytes of HTTP heads of all users in a second, in both directions")
FIGURE(WIRE_PER_S, "bytes.wire_per_s", BYTES_PER_S, DERIVED, client_silent,
       "bytes on the wire of all users in a second, in both directions")
FIGURE(WIRE_PER_USER_HOUR, "bytes.wire_per_user_hour", BYTES, DERIVED, client_silent,
       "bytes on the wire of one user in an hour of the schedule's time")
FIGURE(IDLE_WIRE_PER_USER_HOUR, "bytes.idle_wire_per_user_hour", BYTES, DERIVED,
       something_published,
       "bytes on the wire of one user to whom nothing is sent, in an hour of the schedule's time")
FIGURE(CPU_MS_PER_USER_HOUR, "server.cpu_ms_per_user_hour", MS, DERIVED, server_unseen,
       "processor time of the server for one user in an hour of the schedule's time")
FIGURE(RADIO_WAKEUPS_PER_USER_HOUR, "link.radio_wakeups_per_user_hour", RATIO, DERIVED, no_link,
       "how often packets woke the radio of one user, a phone, in an hour of the schedule's time")
FIGURE(
    RADIO_ON_SHARE, "link.radio_on_share", SHARE, RUNNER, no_link,
    "share of the measured phase in which a user's radio was on: from a packet to the end of its "
    "tail time (radio_tail_ms)")

/* --- life of the connections, faults, heartbeats --------------------------------------- */

FIGURE(REPLAYED, "replayed", COUNT, CLIENT, client_silent,
       "of the delivered, those that came from the history after a reconnection")
FIGURE(SKIPPED, "skipped", COUNT, CLIENT, client_silent,
       "of the lost, those after which the user received a later message")
FIGURE(SLOW_USERS, "slow.users", COUNT, CLIENT, client_silent, "users who were told not to read")
FIGURE(SLOW_LOST, "slow.lost", COUNT, CLIENT, client_silent,
       "of the lost, those of users who were told not to read")
FIGURE(SLOW_SKIPPED, "slow.skipped", COUNT, CLIENT, client_silent,
       "of the skipped, those of users who were told not to read")
FIGURE(SERVER_MESSAGES_DROPPED, "server.report.counters.messages_dropped", COUNT, SERVER,
       server_silent, "messages that the server did not send to users who were too far behind")
FIGURE(SERVER_CONNECTIONS_DROPPED, "server.report.counters.connections_dropped", COUNT, SERVER,
       server_silent, "connections that the server ended because the user was too far behind")
FIGURE(CONNECTIONS_CLOSED, "connections.closed", COUNT, CLIENT, client_silent,
       "connections that have ended")
FIGURE(LIFE_NOT_BACK, "life.not_back", COUNT, CLIENT, client_silent,
       "users who lost their connection and were not ready again at the end")
FIGURES_OF_TAIL_AND_MAX(LIFE_OUTAGE, "life.outage_ns", CLIENT, no_outage,
                        "from the loss of a connection until the user was ready again")
FIGURES_OF_TAIL(LIFE_CONNECT, "life.connect_ns", CLIENT, never_so_far,
                "from the attempt to connect until TCP was established")
FIGURES_OF_TAIL(LIFE_FIRST_BYTE, "life.first_byte_ns", CLIENT, never_so_far,
                "from a connection's first request until the first byte of its answer")
FIGURES_OF_TAIL_AND_MAX(LIFE_READY, "life.ready_ns", CLIENT, never_so_far,
                        "from the attempt to connect until the user could receive")
FIGURE(HEARTBEATS_SENT, "heartbeats.sent", COUNT, CLIENT, client_silent, "pings of the users")
FIGURE(HEARTBEATS_ANSWERED, "heartbeats.answered", COUNT, CLIENT, client_silent,
       "pings of the users that were answered")
FIGURE(HEARTBEATS_RECEIVED, "heartbeats.received", COUNT, CLIENT, client_silent,
       "pings and comments of the server")
FIGURE(HEARTBEATS_MISSED, "heartbeats.missed", COUNT, CLIENT, client_silent,
       "connections that users ended because nothing came")
FIGURES_OF_TAIL_AND_MAX(HEARTBEAT_RTT, "heartbeat_rtt_ns", CLIENT, no_pings,
                        "from a user's ping to its answer")
FIGURE(SERVER_HEARTBEATS_MISSED, "server.report.counters.heartbeats_missed", COUNT, SERVER,
       server_silent, "connections that the server ended because its ping had no answer")
HISTOGRAM(SERVER_HEARTBEAT_SILENCE, "server.report.heartbeat_silence_ns", SERVER, nobody_ended,
          "silence of a peer whose connection the server ended for it")
FIGURE(SERVER_HEARTBEAT_SILENCE_MAX, "server.report.heartbeat_silence_ns.max", NS, SERVER,
       nobody_ended, "greatest: silence of a peer whose connection the server ended for it")
FIGURE(SEND_QUEUES_UNACKNOWLEDGED, "server.report.send_queues.unacknowledged_bytes", BYTES, SERVER,
       server_silent, "what the kernel held at the end for peers that did not acknowledge it")
FIGURE(SEND_QUEUES_KERNEL, "server.report.send_queues.kernel_bytes", BYTES, SERVER, server_silent,
       "kernel memory of the server's send queues at the end")

/* --- compression, TLS ------------------------------------------------------------------ */

FIGURE(COMPRESSION, "compression", TEXT, CLIENT, client_silent,
       "gzip or permessage-deflate, where something became shorter by it")
FIGURE(TLS_VERSION, "tls.version", TEXT, CLIENT, without_tls, "version of TLS")
FIGURE(TLS_CIPHER, "tls.cipher", TEXT, CLIENT, without_tls, "cipher suite of TLS")
FIGURE(TLS_FULL, "tls.full", COUNT, CLIENT, without_tls, "full handshakes of TLS")
FIGURE(TLS_RESUMED, "tls.resumed", COUNT, CLIENT, without_tls, "handshakes that took up a session")
FIGURE(TLS_FAILED, "tls.failed", COUNT, CLIENT, without_tls, "handshakes of TLS that failed")
FIGURES_OF_LATENCY(TLS_HANDSHAKE, "tls_handshake_ns", CLIENT, without_tls,
                   "duration of a handshake of TLS at the client")

/* --- HTTP/2: each byte of its streams, in both directions ------------------------------- */

FIGURE(HTTP2_FRAME_HEADS, "http2.frame_head_bytes", BYTES, CLIENT, over_http1,
       "heads of HTTP/2's frames, nine bytes each")
FIGURE(HTTP2_HEADER_BLOCKS, "http2.header_block_bytes", BYTES, CLIENT, over_http1,
       "compressed heads of requests and answers over HTTP/2")
FIGURE(HTTP2_DATA, "http2.data_bytes", BYTES, CLIENT, over_http1,
       "what DATA frames carried: bodies, and the frames of WebSockets")
FIGURE(HTTP2_SETTINGS, "http2.settings_bytes", BYTES, CLIENT, over_http1,
       "SETTINGS of HTTP/2, without heads of frames")
FIGURE(HTTP2_WINDOW_UPDATES, "http2.window_update_bytes", BYTES, CLIENT, over_http1,
       "WINDOW_UPDATE of HTTP/2, without heads of frames")
FIGURE(HTTP2_PINGS, "http2.ping_bytes", BYTES, CLIENT, over_http1,
       "PING of HTTP/2, without heads of frames")
FIGURE(HTTP2_GOAWAYS, "http2.goaway_bytes", BYTES, CLIENT, over_http1,
       "GOAWAY of HTTP/2, without heads of frames")
FIGURE(HTTP2_OTHERS, "http2.other_bytes", BYTES, CLIENT, over_http1,
       "other frames of HTTP/2, and the preface of each connection")
FIGURE(HTTP2_FIRST_HEADS, "http2.first_heads_bytes", BYTES, CLIENT, over_http1,
       "mean of a request's head and its answer's, of the first two of each connection")
FIGURE(HTTP2_LATER_HEADS, "http2.later_heads_bytes", BYTES, CLIENT, few_requests,
       "mean of a request's head and its answer's, of all later ones of the run")

/* --- conditions, settling, model --------------------------------------------------------- */

FIGURE(OTHER_SHARE_SERVER, "other_share.server", SHARE, RUNNER, server_unseen,
       "share of the server's processor that other programs took")
FIGURE(OTHER_SHARE_CLIENT, "other_share.client", SHARE, RUNNER, server_unseen,
       "share of the client's processor that other programs took")
FIGURE(CLOCK_WALL_STEP, "clock.wall_step_ns", NS, RUNNER, server_unseen,
       "how far the wall clock moved against the monotonic clock")
FIGURE(CLOCK_SUSPENDED, "clock.suspended_ns", NS, RUNNER, server_unseen,
       "how long the machine was suspended")
FIGURE(SETTLING_FIRST, "settling.first_ns", NS, DERIVED, few_seconds,
       "least median latency of the first seconds")
FIGURE(SETTLING_LATER, "settling.later_ns", NS, DERIVED, few_seconds,
       "median latency that nine in ten of the later seconds are not above")
FIGURES_OF_MODEL(MODEL_LATENCY, "model.latency_mean_ns", NS, "mean latency")
FIGURES_OF_MODEL(MODEL_REQUESTS, "model.requests_per_s", PER_S, "polls of one user in a second")
FIGURES_OF_MODEL(MODEL_EMPTY, "model.empty_share", SHARE, "share of empty polls")
FIGURES_OF_MODEL(MODEL_PROTOCOL, "model.protocol_per_message_bytes", BYTES,
                 "protocol bytes for each message received")
FIGURES_OF_MODEL(MODEL_WIRE, "model.wire_per_message_bytes", BYTES,
                 "bytes on the wire for each message received")
FIGURES_OF_MODEL(MODEL_AGE, "model.age_mean_ns", NS, "mean age")
