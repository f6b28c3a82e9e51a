"""Which groups of end-to-end tests concern which sources; the first pattern that fits decides.
The quick groups come first."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

CONCERNS = (
    (r"common/suite/(fault|share)", "matrix faults"),
    (r"common/suite/manual", "install"),
    (r"common/base/version", "install formats"),
    (r"common/wire/header_profile", "matrix headers"),
    (r"common/wire/silence", "matrix heartbeat faults"),
    (r"common/(base/json_depth|wire/control_token)", "hostile"),
    (r"common/stats/broadcast", "broadcast"),
    (r"common/(load/|wire/publish|base/random)", "matrix workloads witnesses"),
    (r"common/stats/age", "claims witnesses"),
    (r"common/wire/wire_bytes", "matrix headers witnesses"),
    (r"common/(suite/|base/decimal)", "matrix input life headers workloads confounders"),
    (r"common/stats/histogram", "matrix formats witnesses"),
    (r"common/wire/payload", "matrix workloads compression"),
    (r"common/(base/utf8|wire/websocket_frame)", "matrix conformance"),
    (r"common/", "matrix input witnesses workloads"),

    (r"documents/", "matrix formats figures"),

    (r"servers/(wire/tls|engines/civetweb/civetweb_libssl|shim/)", "matrix tls install"),
    (r"servers/wire/gzip", "matrix compression"),
    (r"servers/control/(server_faults|commands|dead_peers|descriptors)",
     "matrix faults heartbeat"),
    (r"servers/transports/heartbeat", "matrix heartbeat"),
    (r"servers/channels/journal", "matrix faults witnesses"),
    (r"servers/(wire/(incoming|handshake|frame)|engines/(lws/lws|civetweb/civetweb)_websocket)",
     "matrix conformance life heartbeat workloads compression"),
    (r"servers/(transports/(publish|reply_queue)|wire/fragments)",
     "matrix workloads input compression"),
    (r"servers/(transports/backlog|engines/civetweb/write_watchdog)", "matrix slow faults"),
    (r"servers/engines/null/", "matrix workloads claims"),
    (r"servers/engines/serving_order", "broadcast"),
    (r"servers/engines/civetweb/request_watchdog", "hostile"),
    (r"servers/engines/", "matrix input hostile life workloads headers confounders slow tls "
                          "compression faults"),
    (r"servers/(wire/(request|response_head|access)|control/control)",
     "matrix hostile input headers life workloads"),
    (r"servers/", "matrix input life workloads headers witnesses"),

    (r"clients/net/tls", "matrix tls"),
    (r"clients/(http/inflate|transports/websocket_lws_deflate)", "matrix compression"),
    (r"clients/users/heartbeat", "matrix heartbeat"),
    (r"clients/(faults/|record/fault)", "matrix faults heartbeat slow"),
    (r"clients/users/(writer|due_heap)", "matrix workloads"),
    (r"clients/(http/|net/(target|connection))",
     "matrix input life headers failure confounders heartbeat tls compression workloads"),
    (r"clients/net/loop_lag", "matrix verdicts"),
    (r"clients/(record/(life|series)|users/(user|backoff)|run/phases|net/(sockets|loop))",
     "matrix life failure workloads verdicts faults"),
    (r"clients/transports/websocket", "matrix conformance life workloads heartbeat compression tls"),
    (r"clients/", "matrix life workloads witnesses faults"),

    (r"bench/measure/certificate", "tls"),
    (r"bench/base/folder", "install matrix failure"),
    (r"bench/(answers/(claim|variants)|plan/claim|judge/(difference|rank_test))", "claims"),
    (r"bench/(chart|report|answers)/|bench/base/formatting",
     "matrix formats claims tls compression faults"),
    (r"bench/(plan/|measure/arguments)", "matrix input claims workloads faults"),
    (r"bench/(measure/(noise|sampler|interference)|judge/(settling|verdict|disturbance|reasons))",
     "matrix claims verdicts figures"),
    (r"bench/(results/|measure/(versions|machine))", "matrix formats claims"),
    (r"bench/(run/|measure/process|base/interrupt)", "matrix failure faults verdicts tls"),
    (r"bench/judge/model", "matrix tls figures"),
    (r"bench/", "matrix claims formats failure"),
)


def pattern_of(path):
    return next((pattern, groups) for pattern, groups in CONCERNS if re.match(pattern, path))


def groups_of(path):
    return pattern_of(path)[1].split()


def stale():
    """Patterns that decide for no source: what they name has another name by now."""
    sources = [path.relative_to(ROOT).as_posix()
               for folder in ("common", "documents", "servers", "clients", "bench")
               for path in (ROOT / folder).rglob("*.c")]
    fitting = {pattern_of(source)[0] for source in sources}
    return [pattern for pattern, _ in CONCERNS if pattern not in fitting]
