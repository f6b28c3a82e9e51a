/* The lines of the table of figures that are members of cell.json and no columns of the summaries;
 * documents/figure_table.h describes a line. */

/* --- the run and its outcome ----------------------------------------------------------------- */

FIGURE(VARIANT, "variant", TEXT, RUNNER, "", "the experiment's variant, null where it has none")
FIGURE(VERDICT_KINDS, "verdict.kinds", TEXT_LIST, DERIVED, "",
       "the kind of each of verdict.reasons")
FIGURE(VERDICT_SEVERITIES, "verdict.severities", NUMBER_LIST, DERIVED, "",
       "of each of verdict.reasons, a number that is greater for a worse one of its kind; 0: none")
FIGURE(ERROR, "error", TEXT, RUNNER, "", "why the outcome is not done, null where it is")
FIGURE(ENDED_AFTER, "ended_after_s", S, RUNNER, "",
       "how long the program ran whose end is the error, null where the error is another")
FIGURE(TIME_SCALE, "time_scale", RATIO, RUNNER, "",
       "how many seconds of the schedule passed in a second")
FIGURE(PIN_SERVER, "pin.server", WHOLE, RUNNER, "",
       "processor of the server, null where it has none")
FIGURE(PIN_CLIENT, "pin.client", WHOLE, RUNNER, "",
       "processor of the client, null where it has none")
FIGURE(
    REPEATS, "repeats", WHOLE, RUNNER, "",
    "executions of each cell that the experiment asks for; where it has bounds (until), those up "
    "to the next look at them")
FIGURE(VARIED, "varied", PARAMETERS, RUNNER, "",
       "those of params in which the cells of the experiment differ")
FIGURE(MAY_LOSE, "may_lose", SHARE, RUNNER, "",
       "share of the expected deliveries that the experiment allows to be lost")
FIGURE(UNMEASURED, "unmeasured", TEXTS_BY_NAME, DERIVED, "", "of each column that is null, why")
FIGURE(NOTES, "notes", TEXT_LIST, CLIENT, "",
       "what a reader of the figures has to know, in sentences")

/* --- messages and times of the measured phase ------------------------------------------------ */

FIGURE(WINDOW_START, "window.start_ns", NS, CLIENT, "",
       "begin of the measured phase, monotonic clock")
FIGURE(WINDOW_END, "window.end_ns", NS, CLIENT, "", "end of the measured phase, monotonic clock")
FIGURE(COUNTED_START, "window.counted_start_ns", NS, CLIENT, "",
       "instant of the counts' begin, monotonic clock")
FIGURE(COUNTED_END, "window.counted_end_ns", NS, CLIENT, "",
       "instant of the counts' end, monotonic clock")
FIGURE(COUNTED_RECEIVED, "counted.received", COUNT, CLIENT, "",
       "messages received between the instants of the counts, whenever they were due")
FIGURE(COUNTED_ANSWERED, "counted.polls_answered", COUNT, CLIENT, "",
       "polls answered between the instants of the counts, whenever they were asked")
FIGURE(SLOW_EXPECTED, "slow.expected", COUNT, CLIENT, "",
       "of the expected, those of users who were told not to read")
FIGURE(LATENCY_OUT_OF_RANGE, "latency_ns.out_of_range", COUNT, CLIENT, "",
       "latencies below 0 or above an hour, which are in no percentile")
FIGURE(ACK_OUT_OF_RANGE, "ack_ns.out_of_range", COUNT, CLIENT, "",
       "answer times below 0 or above an hour, which are in no percentile")
FIGURE(PUBLISH_LAG_OUT_OF_RANGE, "publish_lag_ns.out_of_range", COUNT, SERVER, "",
       "lags of the publisher below 0 or above an hour, which are in no percentile")
FIGURE(PUBLISHED_BY, "publisher.by", TEXT, CLIENT, "",
       "who publishes: server (ours), client (for a server that is not ours), or itself (such a "
       "server, whose due times and losses nobody knows)")
FIGURE(PUBLISHER_SENT, "publisher.sent", COUNT, CLIENT, "",
       "messages due in the measured phase that our publisher sent")
FIGURE(PUBLISHER_ACKNOWLEDGED, "publisher.acknowledged", COUNT, CLIENT, "",
       "of these, those that the server said to be published")
FIGURE(PUBLISHER_REFUSED, "publisher.refused", COUNT, CLIENT, "",
       "of these, those that the server refused")
FIGURE(PUBLISHER_UNSENT, "publisher.unsent", COUNT, CLIENT, "",
       "messages due in the measured phase that our publisher had no connection for")
FIGURE(PUBLISHER_LAG_HISTOGRAM, "publisher.lag_histogram", HISTOGRAM_TEXT, CLIENT, "",
       "lags of our publisher")
FIGURE(LOOP_LAG_OUT_OF_RANGE, "client.loop_lag_ns.out_of_range", COUNT, CLIENT, "",
       "lags of the client's loop below 0 or above an hour, which are in no percentile")
FIGURE(NOISE_SERVER_OUT_OF_RANGE, "noise_ns.server.out_of_range", COUNT, RUNNER, "",
       "values of the noise meter below 0 or above an hour, which are in no percentile")
FIGURE(NOISE_CLIENT_OUT_OF_RANGE, "noise_ns.client.out_of_range", COUNT, RUNNER, "",
       "values of the noise meter below 0 or above an hour, which are in no percentile")
FIGURE(AGE, "age_ns", OBJECT, CLIENT, never_seen,
       "how old the newest message that a user has is, over time and users")
FIGURE(AGE_WATCHED_S, "age_ns.watched_s", S, CLIENT, "",
       "time in which users had a message, of all users together")
FIGURE(CLOCK_SERVER, "clock.server", CLOCK, CLIENT, "", "which clock the server reads")
FIGURE(CLOCK_SAME, "clock.same", FLAG, CLIENT, "",
       "whether server and client read one monotonic clock")
FIGURE(SLOW_DELIVERED, "slow.delivered", COUNT, CLIENT, "",
       "of the delivered, those of users who were told not to read")
FIGURE(CLOCK_CLIENT, "clock.client", CLOCK, CLIENT, "", "which clock the client reads")
FIGURE(LATENCY_HISTOGRAM, "latency_histogram", HISTOGRAM_TEXT, CLIENT, "",
       "latencies of the measured phase")
FIGURE(LOOP_LAG_HISTOGRAM, "client.loop_lag_histogram", HISTOGRAM_TEXT, CLIENT, "",
       "lags of the client's loop")

/* --- counts over the whole run --------------------------------------------------------------- */

FIGURE(WHOLE_DELIVERED, "whole.delivered", COUNT, CLIENT, "",
       "messages received from the first connection to the last")
FIGURE(WHOLE_REQUESTS, "whole.requests.total", COUNT, CLIENT, "",
       "requests from the first connection to the last")
FIGURE(WHOLE_REQUESTS_EMPTY, "whole.requests.empty", COUNT, CLIENT, "",
       "polls that brought no message, from the first connection to the last")
FIGURE(WHOLE_REQUESTS_FAILED, "whole.requests.failed", COUNT, CLIENT, "",
       "requests that had no good answer, from the first connection to the last")
FIGURE(WHOLE_BYTES_PAYLOAD, "whole.bytes.payload", BYTES, CLIENT, "",
       "texts received from the first connection to the last")
FIGURE(WHOLE_BYTES_DATA, "whole.bytes.data", BYTES, CLIENT, "",
       "data received from the first connection to the last, without the envelope of texts")
FIGURE(WHOLE_BYTES_PAYLOAD_UP, "whole.bytes.payload_up", BYTES, CLIENT, "",
       "texts sent from the first connection to the last")
FIGURE(WHOLE_BYTES_PROTOCOL_UP, "whole.bytes.protocol_up", BYTES, CLIENT, "",
       "protocol sent from the first connection to the last")
FIGURE(WHOLE_BYTES_PROTOCOL_DOWN, "whole.bytes.protocol_down", BYTES, CLIENT, "",
       "protocol received from the first connection to the last")
FIGURE(WHOLE_BYTES_SAVED_UP, "whole.bytes.saved_up", BYTES, CLIENT, "",
       "what compression kept from being sent, from the first connection to the last")
FIGURE(WHOLE_BYTES_SAVED_DOWN, "whole.bytes.saved_down", BYTES, CLIENT, "",
       "what compression kept from being received, from the first connection to the last")
FIGURE(WHOLE_BYTES_TLS_UP, "whole.bytes.tls_up", BYTES, CLIENT, "",
       "what TLS added to what was sent, from the first connection to the last")
FIGURE(WHOLE_BYTES_TLS_DOWN, "whole.bytes.tls_down", BYTES, CLIENT, "",
       "what TLS added to what was received, from the first connection to the last")
FIGURE(WHOLE_BYTES_TCP_UP, "whole.bytes.tcp_up", BYTES, CLIENT, "",
       "streams sent by the kernel's count, from the first connection to the last")
FIGURE(WHOLE_BYTES_TCP_DOWN, "whole.bytes.tcp_down", BYTES, CLIENT, "",
       "streams received by the kernel's count, from the first connection to the last")
FIGURE(WHOLE_BYTES_HEAD_UP, "whole.bytes.head_up", BYTES, CLIENT, "",
       "heads sent from the first connection to the last")
FIGURE(WHOLE_BYTES_HEAD_DOWN, "whole.bytes.head_down", BYTES, CLIENT, "",
       "heads received from the first connection to the last")
FIGURE(WHOLE_BYTES_WIRE_UP, "whole.bytes.wire_up", BYTES, CLIENT, "",
       "sent on the wire from the first connection to the last")
FIGURE(WHOLE_BYTES_WIRE_DOWN, "whole.bytes.wire_down", BYTES, CLIENT, "",
       "received on the wire from the first connection to the last")
FIGURE(WHOLE_SEGMENTS_UP, "whole.segments.up", COUNT, CLIENT, "",
       "TCP segments sent from the first connection to the last")
FIGURE(WHOLE_SEGMENTS_DOWN, "whole.segments.down", COUNT, CLIENT, "",
       "TCP segments received from the first connection to the last")
FIGURE(WHOLE_SEGMENTS_RETRANSMITTED, "whole.segments.retransmitted", COUNT, CLIENT, "",
       "TCP segments that the users sent again, from the first connection to the last")
FIGURE(WHOLE_HEARTBEATS_SENT, "whole.heartbeats.sent", COUNT, CLIENT, "",
       "pings of the users, from the first connection to the last")
FIGURE(WHOLE_HEARTBEATS_ANSWERED, "whole.heartbeats.answered", COUNT, CLIENT, "",
       "pings of the users that were answered, from the first connection to the last")
FIGURE(WHOLE_HEARTBEATS_RECEIVED, "whole.heartbeats.received", COUNT, CLIENT, "",
       "pings and comments of the server, from the first connection to the last")
FIGURE(WHOLE_HEARTBEATS_MISSED, "whole.heartbeats.missed", COUNT, CLIENT, "",
       "connections that users ended because nothing came, from the first connection to the last")

/* --- connections, and tenths of a second ----------------------------------------------------- */

FIGURE(LIFE_ESTABLISHED, "life.established", COUNT, CLIENT, "",
       "connections for which TCP was established")
FIGURE(LIFE_ANSWERED, "life.answered", COUNT, CLIENT, "",
       "of these, those on which the first byte of an answer came")
FIGURE(LIFE_UPGRADED, "life.upgraded", COUNT, CLIENT, "", "of these, those that became WebSockets")
FIGURE(LIFE_READY, "life.ready", COUNT, CLIENT, "",
       "of these, those on which the user could receive")
FIGURE(LIFE_FAILED, "life.failed", COUNTS, CLIENT, "",
       "connections that could not be made, by cause")
FIGURE(LIFE_FAILED_NO_DESCRIPTOR, "life.failed.no_descriptor", COUNT, CLIENT, "",
       "connections that could not be made for want of a descriptor")
FIGURE(LIFE_FAILED_NO_PORT, "life.failed.no_port", COUNT, CLIENT, "",
       "connections that could not be made for want of a local port")
FIGURE(LIFE_LOST, "life.lost", COUNTS, CLIENT, "", "lost connections of users, by what ended them")
FIGURE(LIFE_LOST_PROVOKED, "life.lost_provoked", COUNT, CLIENT, "",
       "of the lost connections, those of a run with faults: all or none")
FIGURE(LIFE_LOST_NO_DESCRIPTOR, "life.lost.no_descriptor", COUNT, CLIENT, "",
       "users who stayed away for want of a descriptor")
FIGURE(LIFE_LOST_NO_PORT, "life.lost.no_port", COUNT, CLIENT, "",
       "users who stayed away for want of a local port")
FIGURE(LIFE_ENDED, "life.ended", COUNTS, CLIENT, "",
       "established connections that ended, by who ended them")
FIGURE(LIFE_CLOSES, "life.closes", LIST, CLIENT, "",
       "closing handshakes of WebSockets, by code, side and reason")
FIGURE(LIFE_CLOSES_UNTOLD, "life.closes_untold", COUNT, CLIENT, "",
       "closing handshakes that the list has no room for")
FIGURE(SERIES_START, "series.start_ns", NS, CLIENT, "", "begin of the series, monotonic clock")
FIGURE(SERIES_SLOT_MS, "series.slot_ms", MS, CLIENT, "", "length of a slot of the series")
FIGURE(SERIES_BEYOND, "series.beyond", COUNT, CLIENT, "",
       "events after the last slot of the series")
FIGURE(SERIES_ATTEMPTED, "series.attempted", NUMBER_LIST, CLIENT, "",
       "sockets that began to connect, in each slot of the series")
FIGURE(SERIES_OPENED, "series.opened", NUMBER_LIST, CLIENT, "",
       "connections that were established, in each slot of the series")
FIGURE(SERIES_FAILED, "series.failed", NUMBER_LIST, CLIENT, "",
       "attempts that failed, in each slot of the series")
FIGURE(SERIES_LOST, "series.lost", NUMBER_LIST, CLIENT, "",
       "connections that users lost, in each slot of the series")
FIGURE(SERIES_READY, "series.ready", NUMBER_LIST, CLIENT, "",
       "times that a user could receive, in each slot of the series")
FIGURE(SERIES_DELIVERED, "series.delivered", NUMBER_LIST, CLIENT, "",
       "deliveries, in each slot of the series")
FIGURE(SERIES_REPLAYED, "series.replayed", NUMBER_LIST, CLIENT, "",
       "deliveries from the history after a reconnection, in each slot of the series")

/* --- the server ------------------------------------------------------------------------------ */

FIGURE(SERVER_CPU_WINDOW, "server.cpu_window_s", S, RUNNER, "",
       "time between the two readings of the server's processor time")
FIGURE(SERVER_CPU_WINDOW_APART, "server.cpu_window_apart_s", S, DERIVED, "",
       "how far the two readings of the processor time were from the instants of the counts")
FIGURE(SERVER_CPU_WHOLE, "server.cpu_whole_s", S, RUNNER, "",
       "processor time of the server from its start to its end")
FIGURE(SERVER_PUBLISHED, "server.report.published", COUNT, SERVER, "",
       "messages that the server published in all")
FIGURE(SERVER_HANDED_OUT, "server.report.counters.messages_handed_out", COUNT, SERVER, "",
       "messages that the server gave to sockets in all")
FIGURE(SERVER_WRITES, "server.report.counters.writes", COUNT, SERVER, "",
       "writes that brought messages to sockets; messages that wait for one user share a write")
FIGURE(SERVER_REPORT, "server.report", OBJECT, SERVER, "",
       "the server's last line, null where it did not print one")
FIGURE(SERVER_PUBLISH_FAILED, "server.report.publish_failed", COUNT, SERVER, "",
       "messages that the server could not publish")
FIGURE(SERVER_PUBLISHED_UNTIL, "server.report.published_until_ns", NS, SERVER, "",
       "due time before which all is published, monotonic clock")
FIGURE(SERVER_EPOCH, "server.report.epoch_ns", NS, SERVER, "",
       "instant from which the schedule counts, monotonic clock")
HISTOGRAM(SERVER_PUBLISH_LAG, "server.report.publish_lag_ns", SERVER, "",
          "from the instant a message was due to its being published by the server")
FIGURE(SERVER_PUBLISH_LAG_HISTOGRAM, "server.report.publish_lag_histogram", HISTOGRAM_TEXT, SERVER,
       "", "lags of the server's publisher")
HISTOGRAM(SERVER_HEARTBEAT_RTT, "server.report.heartbeat_rtt_ns", SERVER, "",
          "from a ping of the server to its answer")
FIGURE(SEND_QUEUES_CONNECTIONS, "server.report.send_queues.connections", COUNT, SERVER, "",
       "connections that the server had at the end")
FIGURE(SERVER_COUNTERS, "server.report.counters", COUNTS, SERVER, "",
       "what the server counted over its whole life, by name")

/* --- the machine ----------------------------------------------------------------------------- */

FIGURE(NOISE_SERVER_HISTOGRAM, "noise.histograms.server", HISTOGRAM_TEXT, RUNNER, "",
       "oversleeps on the server's processor")
FIGURE(NOISE_CLIENT_HISTOGRAM, "noise.histograms.client", HISTOGRAM_TEXT, RUNNER, "",
       "oversleeps on the client's processor")
FIGURE(IDLE, "idle", OBJECT, RUNNER, "",
       "what the machine does when idle, null where that was not measured")
FIGURE(IDLE_SPAN, "idle.span_s", S, RUNNER, "", "how long the idle machine was watched")
FIGURE(IDLE_WAS_IDLE, "idle.was_idle", FLAG, RUNNER, "", "whether the machine was idle then")
FIGURE(IDLE_SCHEDULING, "idle.scheduling", TEXT, RUNNER, "",
       "scheduling class of the threads that only slept: fifo or other")
FIGURE(IDLE_USED_SHARE_SERVER, "idle.used_share.server", SHARE, RUNNER, "",
       "share of the server's processor that was used on the idle machine")
HISTOGRAM(IDLE_NOISE_SERVER, "idle.noise_ns.server", RUNNER, "",
          "how late a thread that only sleeps woke on the server's processor of the idle machine")
HISTOGRAM(IDLE_LOOP_LAG_SERVER, "idle.loop_lag_ns.server", RUNNER, "",
          "how late a loop like the server's came to a timer on the idle machine")
FIGURE(IDLE_NOISE_SERVER_HISTOGRAM, "idle.histograms.noise_ns.server", HISTOGRAM_TEXT, RUNNER, "",
       "oversleeps on the server's processor of the idle machine")
FIGURE(IDLE_LOOP_LAG_SERVER_HISTOGRAM, "idle.histograms.loop_lag_ns.server", HISTOGRAM_TEXT, RUNNER,
       "", "lags of a loop like the server's on the idle machine")
FIGURE(IDLE_USED_SHARE_CLIENT, "idle.used_share.client", SHARE, RUNNER, "",
       "share of the client's processor that was used on the idle machine")
HISTOGRAM(IDLE_NOISE_CLIENT, "idle.noise_ns.client", RUNNER, "",
          "how late a thread that only sleeps woke on the client's processor of the idle machine")
HISTOGRAM(IDLE_LOOP_LAG_CLIENT, "idle.loop_lag_ns.client", RUNNER, "",
          "how late a loop like the client's came to a timer on the idle machine")
FIGURE(IDLE_NOISE_CLIENT_HISTOGRAM, "idle.histograms.noise_ns.client", HISTOGRAM_TEXT, RUNNER, "",
       "oversleeps on the client's processor of the idle machine")
FIGURE(IDLE_LOOP_LAG_CLIENT_HISTOGRAM, "idle.histograms.loop_lag_ns.client", HISTOGRAM_TEXT, RUNNER,
       "", "lags of a loop like the client's on the idle machine")
FIGURES_OF_DISTURBANCE(CLIENT_LOOP, "disturbance.client_loop", "the lag of the client's loop")
FIGURES_OF_DISTURBANCE(PUBLISHER, "disturbance.publisher", "the lag of the publisher")
FIGURES_OF_DISTURBANCE(NOISE_SERVER, "disturbance.noise_server",
                       "interruptions of the server's processor")
FIGURES_OF_DISTURBANCE(NOISE_CLIENT, "disturbance.noise_client",
                       "interruptions of the client's processor")
FIGURES_OF_DISTURBANCE(OTHERS_SERVER, "disturbance.others_server",
                       "other programs on the server's processor")
FIGURES_OF_DISTURBANCE(OTHERS_CLIENT, "disturbance.others_client",
                       "other programs on the client's processor")

/* --- measured values beside the model -------------------------------------------------------- */

FIGURE(REQUESTS_PER_USER_S, "model.requests_per_s.measured", PER_S, DERIVED, "",
       "polls of one user in a second, as measured")
FIGURE(MODEL_LATENCY_MEASURED, "model.latency_mean_ns.measured", NS, DERIVED, "",
       "mean latency, as measured")
FIGURE(MODEL_EMPTY_MEASURED, "model.empty_share.measured", SHARE, DERIVED, "",
       "share of empty polls, as measured")
FIGURE(MODEL_PROTOCOL_MEASURED, "model.protocol_per_message_bytes.measured", BYTES, DERIVED, "",
       "protocol bytes for each message received, as measured")
FIGURE(MODEL_WIRE_MEASURED, "model.wire_per_message_bytes.measured", BYTES, DERIVED, "",
       "bytes on the wire for each message received, as measured")
FIGURE(MODEL_AGE_MEASURED, "model.age_mean_ns.measured", NS, DERIVED, "", "mean age, as measured")

/* --- members of the objects in lists --------------------------------------------------------- */

FIGURE(TIMELINE, "timeline", LIST, CLIENT, "", "the seconds of the measured phase")
FIGURE(SECOND, "timeline[].second", WHOLE, CLIENT, "",
       "which second of the measured phase it is, from 0")
FIGURE(SECOND_DELIVERED, "timeline[].delivered", COUNT, CLIENT, "",
       "deliveries in this second of messages that were due in the phase")
FIGURE(SECOND_REQUESTS, "timeline[].requests", COUNT, CLIENT, "",
       "requests that began in this second")
FIGURE(SECOND_EMPTY, "timeline[].empty", COUNT, CLIENT, "",
       "polls answered in this second that brought no message")
FIGURE(SECOND_OPENED, "timeline[].opened", COUNT, CLIENT, "",
       "connections that were established in this second")
FIGURE(SECOND_LATENCY_HISTOGRAM, "timeline[].latency_histogram", HISTOGRAM_TEXT, CLIENT, "",
       "latencies of these deliveries")
FIGURE(CLOSE_CODE, "life.closes[].code", WHOLE, CLIENT, "", "code of the closing handshake")
FIGURE(CLOSE_BY, "life.closes[].by", TEXT, CLIENT, "", "who began the closing handshake")
FIGURE(CLOSE_REASON, "life.closes[].reason", TEXT, CLIENT, "",
       "reason that was given with the code")
FIGURE(CLOSE_COUNT, "life.closes[].count", COUNT, CLIENT, "",
       "closing handshakes of this code, side and reason")
FIGURE(FAULTS, "faults", LIST, CLIENT, "", "what each fault did, in the order of the faults")
FIGURE(FAULT_KIND, "faults[].do", TEXT, CLIENT, "", "kind of the fault")
FIGURE(FAULT_AT, "faults[].at_s", S, CLIENT, "", "when it begins, in the measured phase")
FIGURE(FAULT_FOR, "faults[].for_s", S, CLIENT, "", "how long it lasts")
FIGURE(FAULT_SHARE, "faults[].share", SHARE, CLIENT, "",
       "share of the users or connections that it is done to")
FIGURE(FAULT_MESSAGES, "faults[].messages", COUNT, CLIENT, "", "messages that it is about")
FIGURE(FAULT_AFFECTED, "faults[].affected", COUNT, CLIENT, "",
       "users whose connections fell silent, or who stopped reading")
FIGURE(FAULT_UNAWARE, "faults[].unaware", COUNT, CLIENT, "",
       "of those whose connections fell silent, who had not noticed by the end of the run")
FIGURE(FAULT_EXPECTED, "faults[].expected", COUNT, CLIENT, "",
       "of the expected deliveries, those due from its begin to the next fault's")
FIGURE(FAULT_DELIVERED, "faults[].delivered", COUNT, CLIENT, "",
       "of these, those that a user received")
FIGURE(FAULT_LOST, "faults[].lost", COUNT, CLIENT, "", "of these, those that never came")
FIGURE(FAULT_REPLAYED, "faults[].replayed", COUNT, CLIENT, "",
       "of the delivered, those that came from the history after a reconnection")
FIGURE(FAULT_LATE, "faults[].late", COUNT, CLIENT, "",
       "of the delivered, those that came late (docs/faults.md)")
FIGURE(FAULT_LATENCY_MAX, "faults[].latency_max_ns", NS, CLIENT, "",
       "greatest latency of the delivered")
FIGURE(FAULT_NOTICED, "faults[].noticed", COUNT, CLIENT, "",
       "users who noticed that their connection was gone")
FIGURES_OF_TAIL_AND_MAX(FAULT_NOTICE, "faults[].notice_ns", CLIENT, "",
                        "from the begin of the fault until a user noticed")
FIGURE(FAULT_SERVED, "faults[].served", COUNT, CLIENT, "",
       "users who had a message that was sent after the fault")
FIGURE(FAULT_SERVED_AGAIN, "faults[].served_again_ns", NS, CLIENT, "",
       "from its begin until every user had such a message")

/* --- the network between server and users (pushbench link) ------------------------------------ */

FIGURES_OF_LINE(LINK_UP, "link.up", "from the users to the server")
FIGURES_OF_LINE(LINK_DOWN, "link.down", "from the server to the users")
FIGURE(LINK_OVERFLOWED, "link.overflowed_packets", COUNT, RUNNER, "",
       "packets that were dropped though nobody asked for it: the relay had no room, or a device "
       "refused them or was not read in time")
FIGURE(LINK_STRAY, "link.stray_packets", COUNT, RUNNER, "", "packets of no user")
FIGURE(LINK_ON_THE_WAY, "link.on_the_way_packets", COUNT, RUNNER, "",
       "packets that had not arrived when the link ended")
FIGURE(RADIO_WAKEUPS, "link.radio_wakeups", COUNT, RUNNER, "",
       "packets in the measured phase before which a user's radio slept, of all users")
FIGURE(
    LINK_INSIDE, "link.inside_bytes", BYTES, RUNNER, "",
    "bytes of IP packets that the server's side sent to itself, heads included: where there is a "
    "proxy, those between it and the server")
FIGURE(LINK_CPU, "link.cpu_s", S, RUNNER, "", "processor time of the relay, whole life")
FIGURE(LINK_DEVICE, "link.device", TEXT, RUNNER, "", "tun or veth")
FIGURES_OF_LATENCY(LINK_LATENESS, "link.lateness_ns", RUNNER, "",
                   "how much later than due the relay handed a packet on")

/* --- the reverse proxy in front of the server ------------------------------------------------- */

FIGURE(PROXY_CPU, "proxy.cpu_s", S, RUNNER, "",
       "processor time of the proxy in the measured phase, null without a proxy")
FIGURE(PROXY_CPU_PER_MESSAGE, "proxy.cpu_us_per_message", US, DERIVED, "",
       "of this, for each message received")
FIGURE(PROXY_RESIDENT, "proxy.resident_bytes", BYTES, RUNNER, "",
       "resident memory of the proxy at the end of the measured phase")
FIGURE(PROXY_GROWTH_PER_USER, "proxy.rss_growth_per_user_bytes", BYTES, DERIVED, "",
       "by so much that grew for each user since the proxy was ready")
FIGURE(PROXY_USERS_SIDE, "proxy.users_side_per_message", BYTES, DERIVED, "",
       "bytes of IP packets between users and proxy for each delivered message, whole life; null "
       "without a link, which counts them")
FIGURE(PROXY_SERVER_SIDE, "proxy.server_side_per_message", BYTES, DERIVED, "",
       "the same between proxy and server")
