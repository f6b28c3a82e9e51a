"""Connections: their beginning, failures and end."""
import json
import os
import shutil
import signal
import subprocess
import time

import gate
from harness import (Client, ENGINES, Server, Skip, TRANSPORTS, WEBSOCKET_LIBRARIES, check, client,
                     test, together, wait_until)
from headers import Recorder

USERS = 20
MANY = 100  # users who come back together
ENDS = 4  # of a server, since users do not stand at the door of each


def failures(result):
    return {kind: count for kind, count in result["life"]["failed"].items() if count}


def check_relations(result, *what):
    life, connections = result["life"], result["connections"]
    check(sum(life["failed"].values()) == connections["failed"], *what, "failed", life, connections)
    check(life["established"] == connections["opened"] <= connections["attempted"], *what,
          "established", life, connections)
    check(life["answered"] <= life["established"], *what, "answered", life)
    check(sum(life["ended"].values()) == life["established"], *what, "ended", life)
    check(sum(life["lost"].values()) == life["outage_ns"]["count"] + life["not_back"], *what, life)
    for column, total in (("attempted", connections["attempted"]),
                          ("opened", connections["opened"]), ("failed", connections["failed"]),
                          ("lost", sum(life["lost"].values())), ("ready", life["ready"])):
        check(sum(result["series"][column]) == total, *what, column, result["series"])
    check(result["replayed"] <= result["delivered"] and result["skipped"] <= result["lost"], *what)
    for times, count in (("connect_ns", "established"), ("first_byte_ns", "answered"),
                         ("ready_ns", "ready")):
        check(life[times]["count"] == life[count], *what, times, life)


def check_stages(world, engine, transport):
    with Server(world, engine, "--publish-start", "request") as server:
        status, result, text = client(world, server, transport, "--clients", USERS, "--duration",
                                      0.3, "--warmup", 0, "--interval", 100)
    check(status == 0, engine, transport, text)
    check_relations(result, engine, transport)
    life, upgraded = result["life"], USERS if transport == "websocket" else 0
    check(life["established"] == life["answered"] == life["ready"] == USERS, engine, transport, life)
    check(life["upgraded"] == upgraded, engine, transport, life)
    check(life["ended"] == {"by_client": USERS, "by_server": 0, "reset": 0}, engine, transport, life)
    check(life["connect_ns"]["max"] <= life["ready_ns"]["max"], engine, transport, life)
    counted = [(close["code"], close["by"], close["count"]) for close in life["closes"]]
    check(counted == ([(1000, "by_client", USERS)] if upgraded else []), engine, counted)
    theirs = server.counts["counters"]
    check(theirs["closes_received"] == theirs["closes_normal"] == upgraded, engine, theirs)


@test()
def every_stage_of_a_connection_is_counted_and_timed(world):
    together(check_stages, [(world, engine, transport)
                            for engine in ENGINES for transport in TRANSPORTS])


def result_of_an_ended_server(world, engine, transport, *arguments):
    """(what the client says of a server that ends in the measured phase, the server's counters)"""
    with Server(world, engine, "--publish-start", "request") as server:
        run = Client(world, server, transport, "--duration", 60, "--warmup", 0, "--drain-s", 0.1,
                     *arguments)
        run.wait_for_phase("measure")
    run.process.send_signal(signal.SIGINT)
    _, result, _ = run.result()
    return result, server.counts["counters"]


@test()
def a_server_that_ends_closes_its_websockets_with_code_1001(world):
    for engine in ENGINES:
        result, ours = result_of_an_ended_server(world, engine, "websocket", "--clients", USERS,
                                                 "--reconnect-base-ms", 2000)
        life = result["life"]
        check(len(life["closes"]) == 1, engine, life["closes"])
        told = life["closes"][0]
        check((told["code"], told["by"]) == (1001, "by_server") and told["count"] >= USERS, told)
        check(life["lost"]["closed"] == told["count"], engine, life)
        # a user that reconnected while the server ended may not have received a close frame
        unheard = ours["closes_begun"] - told["count"]
        check(0 <= unheard <= ours["write_failures"] and ours["closes_received"] == 0, engine, ours)


def check_end_amid_users(world, engine):
    """They try again at once and all the time: each WebSocket that was opened ends with a close
    frame, and the others are refused."""
    result, _ = result_of_an_ended_server(world, engine, "websocket", "--clients", MANY,
                                          "--reconnect-base-ms", 1, "--reconnect-cap-ms", 2)
    closes = result["life"]["closes"]
    check([(told["code"], told["by"]) for told in closes] == [(1001, "by_server")], engine, closes)


@test()
def users_who_come_back_while_a_server_ends_meet_no_websocket_that_breaks_off(world):
    together(check_end_amid_users, [(world, engine) for engine in ENGINES for _ in range(ENDS)])


@test()
def a_stream_that_its_server_ends_is_a_failed_request(world):
    for engine in ENGINES:
        result, _ = result_of_an_ended_server(world, engine, "sse", "--clients", USERS,
                                              "--reconnect-base-ms", 60000, "--reconnect-cap-ms",
                                              60000)
        requests, life = result["whole"]["requests"], result["life"]
        check(sum(life["lost"].values()) >= USERS, engine, life["lost"])
        check(USERS <= requests["failed"] <= requests["total"], engine, requests)


FEW = 5  # users of a gate
CARRIERS = (("long_poll",), ("sse",), ("websocket",), ("long_poll", "--client-library", "lws"))


def check_failures(world, server, behave, kind, carrier):
    """Users reconnect as soon as they have failed: after twice as many connections as there are
    users, each user has failed once."""
    with gate.Gate(server, behave) as bad:
        run = Client(world, bad, *carrier, "--clients", FEW, "--connect-timeout-ms", 60000,
                     "--reconnect-base-ms", 10, "--reconnect-cap-ms", 20)
        bad.wait_for(2 * FEW)
        run.process.send_signal(signal.SIGINT)
        status, result, text = run.result()
    check(status == 4, kind, *carrier, status, text)
    check(failures(result).get(kind, 0) >= FEW, kind, *carrier, failures(result))
    check(set(failures(result)) <= {kind, "abandoned"}, kind, *carrier, failures(result))
    check_relations(result, kind, *carrier)


@test()
def failed_connections_are_counted_by_their_cause(world):
    cases = ((gate.reset, "reset"), (gate.close, "closed"),
             (gate.refuse_with_503, "refused_by_status"), (gate.babble, "protocol"))
    with Server(world, "lws", "--publish-start", "request") as server:
        together(check_failures, [(world, server, *case, carrier)
                                  for case in cases for carrier in CARRIERS])


def check_none_comes(world, server, carrier, kind, timeout_s, gate_of_server):
    with gate_of_server as bad:
        status, result, text = client(
            world, bad, *carrier, "--clients", FEW, "--connect-timeout-ms", int(timeout_s * 1000),
            "--reconnect-base-ms", 60000, "--reconnect-cap-ms", 60000)
    check(status == 3, kind, *carrier, status, text)
    check(failures(result) == {kind: FEW}, kind, *carrier, failures(result))
    check_relations(result, kind, *carrier)


@test()
def users_of_a_closed_port_are_counted_as_refused(world):
    with Server(world, "lws", "--publish-start", "request") as server:
        together(check_none_comes, [(world, server, carrier, "refused", 0.137,
                                     gate.Gate(server, None, refuses=True))
                                    for carrier in CARRIERS])


def check_patience(world, server, timeout_s=0.137):
    silence = gate.Silence()
    for carrier in CARRIERS:
        check_none_comes(world, server, carrier, "timeout", timeout_s, gate.Gate(server, silence))
    silence.wait_for(FEW * len(CARRIERS))
    for waited_s in silence.waited_s:
        check(abs(waited_s - timeout_s) <= 0.1, "a user waited", waited_s)


def check_abandoned(world, server, carrier):
    with gate.Gate(server, gate.Silence()) as bad:
        run = Client(world, bad, *carrier, "--clients", FEW, "--connect-timeout-ms", 60000)
        bad.wait_for(FEW)
        run.process.send_signal(signal.SIGINT)
        status, result, text = run.result()
    check(status == 4, *carrier, status, text)
    check(failures(result) == {"abandoned": FEW}, *carrier, failures(result))
    check(result["life"]["established"] == FEW, *carrier, result["life"])
    check_relations(result, *carrier)


@test()
def connections_unfinished_at_the_end_of_a_run_are_counted_as_abandoned(world):
    with Server(world, "lws", "--publish-start", "request") as server:
        together(check_abandoned, [(world, server, carrier) for carrier in CARRIERS])


@test(late_s=0.1 / 2)  # the client may be late to give up, and the gate to notice
def users_without_an_answer_wait_for_the_connect_timeout(world):
    with Server(world, "lws", "--publish-start", "request") as server:
        check_patience(world, server)


@test()
def users_who_are_dropped_again_and_again_end_the_client_with_1(world):
    with Server(world, "lws", "--publish-start", "request", "--rate", 0) as server:
        with gate.Gate(server, gate.open_and_close) as bad:
            status, result, text = client(world, bad, "sse", "--clients", 5, "--duration", 0.5,
                                          "--warmup", 0, "--drain", 0.1, "--reconnect-base-ms", 5,
                                          "--reconnect-cap-ms", 20)
    lost = sum(result["life"]["lost"].values())
    abandoned = result["life"]["failed"]["abandoned"]  # still connecting at the end of the run
    check(lost >= 5 and result["connections"]["failed"] == abandoned, result["life"], text)
    check(result["lost"] == 0 and status == 1, status, text)


@test()
def users_without_a_local_port_are_counted_as_such(world):
    """Another program has half of the ports to a server that is not on the loopback, where users
    would get more addresses."""
    hold = ("import socket, time\n"
            "held = [socket.create_connection(('198.18.0.1', 9)) for _ in range(10)]\n"
            "print('held', flush=True)\n"
            "time.sleep(60)")
    script = """ip link set lo up && ip address add 198.18.0.1/32 dev lo &&
          echo 40000 40019 >/proc/sys/net/ipv4/ip_local_port_range || exit 77
        "$1" --listen 198.18.0.1:9 --publish-start request >"$4" & server=$!
        until grep -q ready "$4"; do :; done
        python3 -c "$5" >"$4.held" & holder=$!
        until grep -q held "$4.held"; do :; done
        "$2" --connect http://198.18.0.1:9 --transport "$3" --clients 18 --duration 0.3 --warmup 0 \\
          --connect-timeout-ms 300 --reconnect-base-ms 2000 --drain 0.1
        kill $holder $server; wait $server"""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("ip"):
        raise Skip("a network namespace needs root, unshare and ip")
    for transport in ("sse", "websocket"):
        done = subprocess.run(
            ["unshare", "-n", "sh", "-c", script, "sh", world.program("pushbench-server"),
             world.program("pushbench-client"), transport, str(world.folder / f"{transport}.ready"),
             hold],
            capture_output=True, text=True, timeout=60)
        if done.returncode == 77 or "unshare failed" in done.stderr:
            raise Skip("no network namespace may be made here")
        result = json.loads(done.stdout)
        check(failures(result).get("no_port", 0) >= 8, transport, failures(result), done.stderr)
        check(set(failures(result)) <= {"no_port", "timeout"}, transport, failures(result))
        check(0 < result["life"]["established"] <= 10, transport, result["life"])


CUT_S, REFUSED_S, CAP_S = 0.3, 0.3, 0.2


def cut_run(world, engine, transport, rate, *server_arguments, drain_s=10, users=()):
    """(result, heads of requests) of users whose connections are cut in the measured phase."""
    with Server(world, engine, "--publish-start", "request", "--rate", rate,
                *server_arguments) as server:
        with gate.Relay(server) as relay:
            run = Client(world, relay, transport, "--clients", USERS, "--duration", 1.1, "--warmup",
                         0, "--interval", 50, "--reconnect-base-ms", 50, "--reconnect-cap-ms",
                         int(CAP_S * 1000), "--drain-s", drain_s, *users)
            run.wait_for_phase("measure")
            wait_until(lambda: server.stats()["published"] >= rate * CUT_S, "messages")
            relay.cut(REFUSED_S)
            status, result, text = run.result()
    check(status == 1, engine, transport, status, text)  # connections failed
    check_relations(result, engine, transport)
    return result, relay.heads


def resumes(transport, heads):
    """Whether users who reconnect send the number of the last message that they have."""
    first, again = heads[:USERS], [head for head in heads[USERS:] if b"short_poll" not in head]
    if transport != "sse":
        return all(b"&after=0 " not in head for head in again)
    return (all(b"Last-Event-ID: " in head and b"&after=0 " in head for head in again) and
            not any(b"Last-Event-ID" in head for head in first))


def check_cut(world, engine, transport, *users):
    result, heads = cut_run(world, engine, transport, 50, users=users)
    life, outage = result["life"], result["life"]["outage_ns"]
    what = (engine, transport, *users)
    check(result["delivered"] == result["expected"] > 0, *what, "lost", result["lost"])
    check(result["duplicated"] == 0, *what, "duplicated", result["duplicated"])
    check(result["replayed"] >= USERS * 10, *what, "replayed", result["replayed"])
    check(outage["count"] == USERS and life["not_back"] == 0, *what, life)
    # the refusal, a back-off, and 0.3 s to connect on a busy machine
    check(outage["p50"] / 1e9 <= REFUSED_S + CAP_S + 0.3, *what, "outage", outage)
    check(outage["max"] / 1e9 <= REFUSED_S + CAP_S + 1, *what, "outage", outage)
    check(resumes(transport, heads), *what, heads[-1])


@test(late_s=0.3 / 3)  # the client, the relay and the server may be late
def users_who_were_cut_off_come_back_and_catch_up_from_the_history(world):
    together(check_cut, [(world, engine, transport) for engine in ENGINES
                         for transport in TRANSPORTS] +
             [(world, "lws", transport, "--client-library", "lws")
              for transport in TRANSPORTS if transport != "websocket"])


def check_skipped(world, transport):
    result, _ = cut_run(world, "lws", transport, 200, "--history-messages", 5, drain_s=2)
    check(result["lost"] == result["skipped"] > USERS * 10, transport, result["lost"],
          result["skipped"])
    # the history, and the messages sent until the user was ready, 50 ms at most
    check(0 < result["replayed"] <= USERS * (5 + 200 * 0.05), transport, result["replayed"])


@test(late_s=0.3)  # a user has 2 s to come back
def only_messages_that_the_history_has_lost_are_skipped(world):
    together(check_skipped, [(world, transport) for transport in TRANSPORTS[1:]])


def check_frames_across_the_close(world, engine):
    with Server(world, engine, "--publish-start", "request", "--rate", 200) as server:
        status, result, text = client(world, server, "websocket", "--clients", 50, "--duration", 0.5,
                                      "--warmup", 0, "--drain", 60)
    check(status == 0, engine, text)
    whole = result["whole"]["bytes"]
    parts = whole["payload"] + whole["protocol_down"]
    check(whole["tcp_down"] == parts, engine, "kernel", whole["tcp_down"], "client", parts)
    check(result["life"]["closes"] == [{"code": 1000, "by": "by_client", "reason": "", "count": 50}],
          engine, result["life"]["closes"])


class Dribble(Recorder):
    """Passes on a few bytes at a time, so that a close meets a frame of which a part has come, and
    keeps the close frame of a client back: meanwhile messages go on coming."""
    KEEP_S = 1.5  # longer than a client waits for a connection to which nothing comes
    CLOSE = b"\x88\x82"  # of a client: masked, with a code

    def pass_on(self, target, data):
        if data.startswith(self.CLOSE):
            time.sleep(self.KEEP_S)
        for at in range(0, len(data), 50):
            if not super().pass_on(target, data[at:at + 50]):
                return False
            time.sleep(0.001)
        return True


def check_slow_close(world, library):
    with Server(world, "lws", "--publish-start", "request", "--rate", 100) as server, \
            Dribble(server) as relay:
        status, result, text = client(world, relay, "websocket", "--clients", 20, "--duration", 0.5,
                                      "--warmup", 0, "--client-library", library)
    check(status == 0, library, text)
    check("end in order" not in json.dumps(result), library, result.get("notes"))
    whole = result["whole"]["bytes"]
    parts = whole["payload"] + whole["protocol_down"]
    check(whole["tcp_down"] == parts, library, "kernel", whole["tcp_down"], "client", parts)


@test()
def what_a_slow_server_sends_until_the_close_is_counted(world):
    together(check_slow_close, [(world, library) for library in WEBSOCKET_LIBRARIES])


@test()
def frames_that_cross_the_closing_handshake_are_counted(world):
    together(check_frames_across_the_close, [(world, engine) for engine in ENGINES])
