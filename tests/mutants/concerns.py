"""The groups of end-to-end tests that concern a source: those of the first pattern that matches its
path, quick groups first."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

CONCERNS = (
    (r"common/suite/(fault|share)", "matrix faults"),
    (r"common/suite/manual", "install"),
    (r"common/base/version", "install formats"),
    (r"common/wire/header_profile", "matrix headers"),
    (r"common/wire/silence", "matrix heartbeats faults"),
    (r"common/(base/json_depth|wire/control_token)", "hostile"),
    (r"common/stats/broadcast", "broadcast"),
    (r"common/(load/|wire/publish|base/random)", "matrix workloads witnesses"),
    (r"common/stats/age", "claims witnesses"),
    (r"common/wire/wire_bytes", "matrix headers witnesses"),
    (r"common/(suite/|base/decimal)", "matrix bad_input life headers workloads confounders"),
    (r"common/stats/histogram", "matrix formats witnesses"),
    (r"common/wire/payload", "matrix workloads compression"),
    (r"common/(base/utf8|wire/websocket_frame)", "matrix conformance conformance_client"),
    (r"common/", "matrix bad_input witnesses workloads"),

    (r"documents/", "matrix formats figures"),

    (r"servers/(wire/tls|engines/civetweb/civetweb_libssl|shim/)", "matrix tls install"),
    (r"servers/wire/gzip", "matrix compression"),
    (r"servers/control/(server_faults|commands|dead_peers|descriptors)",
     "matrix faults heartbeats"),
    (r"servers/transports/heartbeat", "matrix heartbeats"),
    (r"servers/channels/journal", "matrix faults witnesses"),
    (r"servers/(wire/(incoming|handshake|frame)|engines/(lws/lws|civetweb/civetweb)_websocket)",
     "matrix conformance conformance_deflate life heartbeats workloads compression cycles"),
    (r"servers/(transports/(publish|reply_queue)|wire/fragments)",
     "matrix workloads bad_input compression"),
    (r"servers/(transports/backlog|engines/civetweb/write_watchdog)", "matrix slow faults"),
    (r"servers/engines/null/", "matrix workloads claims"),
    (r"servers/engines/serving_order", "broadcast"),
    (r"servers/engines/civetweb/request_watchdog", "hostile"),
    (r"servers/engines/", "matrix bad_input hostile life workloads headers confounders slow tls "
                          "compression faults cycles"),
    (r"servers/(wire/(request|response_head|access)|control/control)",
     "matrix hostile bad_input headers life workloads cycles"),
    (r"servers/", "matrix bad_input life workloads headers witnesses cycles"),

    (r"clients/(foreign|protocols)/", "foreign"),
    (r"clients/net/tls", "matrix tls"),
    (r"clients/(http/inflate|transports/websocket_lws_deflate)", "matrix compression"),
    (r"clients/users/heartbeat", "matrix heartbeats"),
    (r"clients/(faults/|record/fault)", "matrix faults heartbeats slow"),
    (r"clients/users/(writer|due_heap)", "matrix workloads"),
    (r"clients/(http/|net/(target|connection))",
     "matrix bad_input life headers failure confounders heartbeats tls compression workloads"),
    (r"clients/net/loop_lag", "matrix verdicts"),
    (r"clients/(record/(life|series)|users/(user|backoff)|run/phases|net/(sockets|loop))",
     "matrix life failure workloads verdicts faults"),
    (r"clients/transports/websocket",
     "matrix conformance_client life workloads heartbeats compression tls"),
    (r"clients/", "matrix life workloads witnesses faults"),

    (r"bench/measure/certificate", "tls"),
    (r"bench/(versus/|measure/other_build|plan/(cell_builds|compared)|run/run_builds)",
     "versus"),
    (r"bench/base/folder", "install matrix failure"),
    (r"bench/(answers/(claim|variants)|plan/claim|judge/(difference|rank_test))", "claims"),
    (r"bench/(limits/|plan/(expectations|limit))", "limits"),
    (r"bench/(chart|report|answers)/|bench/base/formatting",
     "matrix formats claims tls compression faults"),
    (r"bench/(plan/|measure/arguments)", "matrix bad_input claims workloads faults"),
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
    """The patterns that are the first match of no source, and the groups that do not exist."""
    sources = [path.relative_to(ROOT).as_posix()
               for folder in ("common", "documents", "servers", "clients", "bench")
               for path in (ROOT / folder).rglob("*.c")]
    matching = {pattern_of(source)[0] for source in sources}
    groups = {group for _, groups in CONCERNS for group in groups.split()}
    return ([pattern for pattern, _ in CONCERNS if pattern not in matching] +
            [group for group in groups if not (ROOT / "tests/e2e" / f"{group}.py").is_file()])
