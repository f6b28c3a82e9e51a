"""Heartbeats: how they are counted, and who notices a peer that is gone without closing."""
import contextlib
import signal

from harness import Client, ENGINES, Server, check, client, sleep_until_s, test

INTERVAL_MS = 200
TIMEOUT_MS = 1500  # so long that a busy machine does not reach it
USERS = 20


def beats(kind, by, interval_ms=INTERVAL_MS, timeout_ms=TIMEOUT_MS):
    return ("--heartbeat", kind, "--heartbeat-by", by, "--heartbeat-interval-ms", interval_ms,
            "--heartbeat-timeout-ms", timeout_ms)


def start_client(world, server, transport, *arguments):
    return Client(world, server, transport, "--clients", USERS, "--warmup", 0.5, *arguments)


def results_of(clients):
    """{name: document}"""
    return {name: each.result()[1] for name, each in clients.items()}


@test(late_s=INTERVAL_MS / 1e3)
def heartbeats_of_both_sides_are_answered_and_every_byte_of_them_is_counted(world):
    for engine in ENGINES:
        servers = {kind: Server(world, engine, "--rate", 5, "--publish-start", "request",
                                *beats(kind, "both")) for kind in ("text", "frame")}
        with contextlib.ExitStack() as stack:
            clients = {kind: start_client(world, stack.enter_context(server), "websocket",
                                          "--duration", 1.5, *beats(kind, "both"))
                       for kind, server in servers.items()}
            results = results_of(clients)
            for server in servers.values():  # before the first is waited for, for civetweb
                server.ask_to_end()
        for kind, result in results.items():
            ours, theirs = result["whole"]["heartbeats"], servers[kind].counts["counters"]
            check(ours["missed"] == theirs["heartbeats_missed"] == 0, engine, kind, ours, theirs)
            # each user may disconnect while a heartbeat is in flight
            for sent, answered in ((ours["sent"], ours["answered"]),
                                   (theirs["heartbeats_sent"], ours["received"]),
                                   (theirs["heartbeats_sent"], theirs["heartbeats_answered"])):
                check(6 * USERS <= answered <= sent <= answered + USERS, engine, kind, ours, theirs)
            check(result["heartbeat_rtt_ns"]["count"] > 0 <
                  servers[kind].counts["heartbeat_rtt_ns"]["count"], engine, kind)
            counted = result["whole"]["bytes"]
            for side, parts in (("up", counted["protocol_up"]),
                                ("down", counted["payload"] + counted["protocol_down"])):
                check(counted[f"tcp_{side}"] == parts, engine, kind, side, "kernel",
                      counted[f"tcp_{side}"], "client", parts)


@test(late_s=0.1)
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
        # a civetweb stream goes on until a write fails: its last heartbeats reach nobody
        unread = 10 * 7 if engine == "civetweb" else 10
        check(90 <= ours["received"] <= theirs["heartbeats_sent"] <= ours["received"] + unread,
              engine, ours, theirs)


# --- dead peers: a heartbeat every 400 ms, 300 ms for an answer ------------------------------

BEAT_MS, ANSWER_MS = 400, 300
MARGIN_S = 0.07  # a tenth of both: the peer, the timer and the test may be late
LATEST_NS = (BEAT_MS + ANSWER_MS) * 1e6 + MARGIN_S * 1e9


def check_noticed(result, *what):
    [fault] = result["faults"]
    notice = fault["notice_ns"]
    check(fault["noticed"] == notice["count"] == USERS, *what, fault)
    check(ANSWER_MS * 1e6 * 0.9 <= notice["min"] <= notice["max"] <= LATEST_NS, *what, notice)


@test(late_s=MARGIN_S / 3)
def only_users_with_a_heartbeat_notice_a_frozen_server_and_they_do_in_time(world):
    # an event stream is dead after 400 ms for the server's next comment and 300 ms more
    settings = {"off": ("websocket",),
                "text": ("websocket", *beats("text", "client", BEAT_MS, ANSWER_MS)),
                "frame": ("websocket", *beats("frame", "client", BEAT_MS, ANSWER_MS)),
                "sse": ("sse", "--sse-keepalive-ms", BEAT_MS, "--heartbeat-timeout-ms", ANSWER_MS)}
    settings["sse by lws"] = (*settings["sse"], "--client-library", "lws")
    for engine in ENGINES:
        with Server(world, engine, "--rate", 5, "--publish-start", "request",
                    "--sse-keepalive-ms", BEAT_MS) as server:
            clients = {name: start_client(world, server, *given, "--duration", 2, "--faults",
                                          "freeze_server@0.5+1.1")
                       for name, given in settings.items()}
            start_s = max(each.wait_for_phase("measure") for each in clients.values())
            sleep_until_s(start_s + 0.5)
            server.process.send_signal(signal.SIGSTOP)
            sleep_until_s(start_s + 1.6)
            server.process.send_signal(signal.SIGCONT)
            results = results_of(clients)
        for name in ("text", "frame", "sse", "sse by lws"):
            check_noticed(results[name], engine, name)
            check(results[name]["whole"]["heartbeats"]["missed"] == USERS, engine, name,
                  results[name]["whole"]["heartbeats"])
        unaware = results["off"]
        check(unaware["faults"][0]["noticed"] == 0, engine, "without a heartbeat", unaware["faults"])
        check(unaware["lost"] == 0, engine, "lost", unaware["lost"])


@test(late_s=MARGIN_S / 3)
def a_server_drops_dead_peers_only_with_a_heartbeat_or_a_tcp_timeout(world):
    kinds = ("off", "text", "frame")
    for engine in ENGINES:
        given = {kind: beats(kind, "server", BEAT_MS, ANSWER_MS) for kind in kinds}
        given["tcp"] = ("--tcp-user-timeout-ms", ANSWER_MS)  # no heartbeat: the kernel's limit
        servers = {name: Server(world, engine, "--rate", 20, "--publish-start", "request", *more)
                   for name, more in given.items()}
        with contextlib.ExitStack() as stack:
            clients = {name: start_client(world, stack.enter_context(server), "websocket",
                                          *(given[name] if name in kinds else ()),
                                          "--duration", 1.7, "--faults",
                                          "silence_connections@0.5*1", "--drain-s", 0.1)
                       for name, server in servers.items()}
            results = results_of(clients)
            for server in servers.values():  # before the first is waited for, for civetweb
                server.ask_to_end()
        for kind in ("text", "frame"):
            counts, silence = servers[kind].counts, servers[kind].counts["heartbeat_silence_ns"]
            check(results[kind]["faults"][0]["affected"] == USERS, results[kind]["faults"])
            check(counts["counters"]["heartbeats_missed"] == silence["count"] == USERS, engine, kind,
                  counts["counters"])
            check(BEAT_MS * 1e6 <= silence["min"] <= silence["max"] <= LATEST_NS, engine, kind, silence)
            check(counts["send_queues"]["connections"] == 0, engine, kind, counts["send_queues"])
        check(servers["tcp"].counts["send_queues"]["connections"] == 0, engine,
              servers["tcp"].counts["send_queues"])
        counts = servers["off"].counts
        check(counts["counters"]["heartbeats_missed"] == 0, engine, counts["counters"])
        queues = counts["send_queues"]
        # 20 messages/s of 140 bytes for 1.3 s
        check(queues["connections"] == USERS, engine, queues)
        check(queues["kernel_bytes"] > queues["unacknowledged_bytes"] > USERS * 20 * 100, engine, queues)


@test(late_s=MARGIN_S / 3)
def users_with_dead_connections_come_back_on_new_ones_and_miss_nothing(world):
    given = {"short_poll": ("--interval", 200, "--heartbeat-timeout-ms", ANSWER_MS),
             "long_poll": ("--hold", BEAT_MS, "--heartbeat-timeout-ms", ANSWER_MS),
             "sse": ("--sse-keepalive-ms", BEAT_MS, "--heartbeat-timeout-ms", ANSWER_MS),
             "websocket": beats("text", "client", BEAT_MS, ANSWER_MS)}
    for engine in ENGINES:
        with Server(world, engine, "--rate", 5, "--publish-start", "request", "--hold", BEAT_MS,
                    "--sse-keepalive-ms", BEAT_MS) as server:
            clients = {transport: start_client(world, server, transport, *more, "--duration", 2,
                                               "--faults", "silence_connections@0.5*0.5")
                       for transport, more in given.items()}
            results = results_of(clients)
        for transport, result in results.items():
            [fault] = result["faults"]
            check(fault["affected"] == fault["noticed"] == USERS // 2, engine, transport, fault)
            check(fault["unaware"] == 0, engine, transport, fault)
            check(fault["notice_ns"]["max"] <= LATEST_NS, engine, transport, fault)
            check(result["lost"] == 0 and result["delivered"] == 10 * USERS, engine, transport,
                  result["lost"])
            check(result["connections"]["reopened"] == USERS // 2, engine, transport,
                  result["connections"])
