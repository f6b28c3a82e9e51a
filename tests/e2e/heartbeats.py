"""Peers that are alive, peers that have gone without a word, and who finds out when."""
from harness import ENGINES, Server, check, client, test

INTERVAL_MS = 200
TIMEOUT_MS = 1500  # long enough for a machine that stands still


def beats(kind, by, interval_ms=INTERVAL_MS, timeout_ms=TIMEOUT_MS):
    return ("--heartbeat", kind, "--heartbeat-by", by, "--heartbeat-interval-ms", interval_ms,
            "--heartbeat-timeout-ms", timeout_ms)


@test("heartbeat")
def heartbeats_of_both_sides_are_answered_and_every_byte_of_them_is_counted(world):
    for engine in ENGINES:
        for kind in ("text", "frame"):
            with Server(world, engine, "--rate", 5, "--publish-start", "request",
                        *beats(kind, "both")) as server:
                status, result, text = client(world, server, "websocket", "--clients", 10,
                                              "--duration", 1.5, "--warmup", 0.2,
                                              *beats(kind, "both"))
            check(status == 0, engine, kind, text)
            ours, theirs = result["whole"]["heartbeats"], server.counts["counters"]
            check(ours["missed"] == theirs["heartbeats_missed"] == 0, engine, kind, ours, theirs)
            check(ours["sent"] == ours["answered"] >= 60, engine, kind, ours)
            check(ours["received"] == theirs["heartbeats_sent"] == theirs["heartbeats_answered"] >= 60,
                  engine, kind, ours, theirs)
            check(result["heartbeat_rtt_ns"]["count"] > 0 < server.counts["heartbeat_rtt_ns"]["count"])
            counted = result["whole"]["bytes"]
            for side, parts in (("up", counted["protocol_up"]),
                                ("down", counted["payload"] + counted["protocol_down"])):
                check(counted[f"tcp_{side}"] == parts, engine, kind, side, "kernel",
                      counted[f"tcp_{side}"], "client", parts)


@test("heartbeat")
def comments_are_the_heartbeat_of_an_event_stream(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0, "--publish-start", "request",
                    "--sse-keepalive-ms", 100) as server:
            status, result, text = client(world, server, "sse", "--clients", 10, "--duration", 1,
                                          "--warmup", 0.2, "--sse-keepalive-ms", 100,
                                          "--heartbeat-timeout-ms", TIMEOUT_MS)
        check(status == 0, engine, text)
        ours, theirs = result["whole"]["heartbeats"], server.counts["counters"]
        check(ours["missed"] == 0, engine, ours)
        # a civetweb stream goes on until a write fails; what it says to users who have left
        # is read by nobody
        left = 10 * 7 if engine == "civetweb" else 10
        check(90 <= ours["received"] <= theirs["heartbeats_sent"] <= ours["received"] + left,
              engine, ours, theirs)
