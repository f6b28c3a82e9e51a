"""Which groups of end-to-end tests concern which sources; the first pattern that fits decides.
The quick groups come first."""
import re

CONCERNS = (
    (r"common/suite/fault\.c", "matrix faults"),
    (r"common/wire/header_profile\.c", "matrix headers"),
    (r"common/wire/silence\.c", "matrix heartbeat faults"),
    (r"common/(json_depth|control_token)\.c", "hostile"),
    (r"common/stats/broadcast\.c", "broadcast"),
    (r"common/(trace|schedule|workload|publish|random)\.c", "matrix workloads witnesses"),
    (r"common/stats/age\.c", "claims witnesses"),
    (r"common/wire/wire_bytes\.c", "matrix headers witnesses"),
    (r"common/(options|client_options|server_options|decimal)\.c",
     "matrix input life headers workloads confounders"),
    (r"common/stats/histogram\.c", "matrix formats witnesses"),
    (r"common/wire/payload\.c", "matrix workloads compression"),
    (r"common/(utf8|websocket_frame)\.c", "matrix conformance"),
    (r"common/", "matrix input witnesses workloads"),

    (r"documents/", "matrix formats figures"),

    (r"servers/(tls|civetweb_libssl)", "matrix tls"),
    (r"servers/wire/gzip", "matrix compression"),
    (r"servers/(faults|commands|void|descriptors)", "matrix faults heartbeat"),
    (r"servers/transports/heartbeat", "matrix heartbeat"),
    (r"servers/channels/journal", "matrix faults witnesses"),
    (r"servers/(incoming|handshake|frame|engine_\w+_websocket)",
     "matrix conformance life heartbeat workloads compression"),
    (r"servers/(publish\.|gather|outbox)", "matrix workloads input compression"),
    (r"servers/(backlog|pushers)", "matrix slow faults"),
    (r"servers/(engine_null|null_user)", "matrix workloads claims"),
    (r"servers/engines/serving_order", "broadcast"),
    (r"servers/engines/civetweb/request_watchdog", "hostile"),
    (r"servers/engines/engine", "matrix input hostile life workloads headers confounders slow tls compression faults"),
    (r"servers/(request|http|control|access)", "matrix hostile input headers life workloads"),
    (r"servers/", "matrix input life workloads headers witnesses"),

    (r"clients/net/tls", "matrix tls"),
    (r"clients/deflate", "matrix compression"),
    (r"clients/(failure|heartbeat)", "matrix heartbeat"),
    (r"clients/fault", "matrix faults"),
    (r"clients/(writer|due_heap|hearing)", "matrix workloads"),
    (r"clients/faults/slow", "matrix slow faults"),
    (r"clients/(http|target|control|raw)",
     "matrix input life headers failure confounders heartbeat tls compression workloads"),
    (r"clients/(life|series|user|backoff|phases|sockets|loop)",
     "matrix life failure workloads verdicts faults"),
    (r"clients/transports/websocket", "matrix conformance life workloads heartbeat compression tls"),
    (r"clients/net/loop_lag", "matrix verdicts"),
    (r"clients/", "matrix life workloads witnesses faults"),

    (r"bench/measure/certificate", "tls"),
    (r"bench/(chart|report|gnuplot|table|columns|page|wording|conclusions)",
     "matrix formats claims tls compression faults"),
    (r"bench/(claim|variants|difference)", "claims"),
    (r"bench/(experiment|parameters|cells|arguments|cell_)", "matrix input claims workloads faults"),
    (r"bench/(noise|sampler|surroundings|settling|verdict)", "matrix claims verdicts figures"),
    (r"bench/(open_metrics|rows|interval_log|percentiles|document|results|versions|machine|summary)",
     "matrix formats claims"),
    (r"bench/(repeat|run|process|folder|interrupt|progress)", "matrix failure faults verdicts tls"),
    (r"bench/judge/model", "matrix tls figures"),
    (r"bench/", "matrix claims formats failure"),
)


def groups_of(path):
    return next(groups for pattern, groups in CONCERNS if re.match(pattern, path)).split()
