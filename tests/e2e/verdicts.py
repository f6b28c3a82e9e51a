"""Disturbances and failures, made on purpose, make a cell suspect or invalid."""
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import gate
from failure import wait_for_child, wait_for_measurement
from harness import (Client, ROOT, Server, Skip, check, client, sleep_until_s, test,
                     wait_until)
from listener import answer_of, copy, head_of

PROGRAMS = {"server": "pushbench-serve", "client": "pushbench-clien"}  # the kernel's names for them
LATE_S = 0.02  # far less than the disturbances that the tests make
CALM = {"transport": "sse", "engine": "lws", "clients": 10, "rate_per_s": 400, "warmup_s": 0.3,
        "duration_s": 3}  # more than a thousand messages, so that there is a p99


def measured_alone(world, name, params, prefix=()):
    """(cell.json, exit status) of an undisturbed run of one cell."""
    out = world.folder / name
    done = world.pushbench("run", world.experiment({"name": name, "params": {**CALM, **params}}),
                           "--out", out, prefix=prefix)
    [path] = out.glob("cells/*/1/cell.json")
    return json.loads(path.read_text()), done.returncode


def disturbed(world, name, params, disturb, after_s=0.5, status=0):
    """(cell.json, output) of a run of one cell; `disturb(runner)` is called `after_s` into its
    measured phase."""
    out = world.folder / name
    run = subprocess.Popen([world.program("pushbench"), "run", str(world.experiment(
        {"name": name, "params": {**CALM, **params}})), "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    sleep_until_s(wait_for_measurement(out) + after_s)
    disturb(run.pid)
    text = "".join(run.communicate(timeout=120))
    [path] = out.glob("cells/*/1/cell.json")
    check(run.returncode == status, name, run.returncode, text[-1000:])
    return json.loads(path.read_text()), text


def stop(pid, seconds):
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)


def expect(cell, status, *words):
    reasons = cell["verdict"]["reasons"]
    check(cell["verdict"]["status"] == status, cell["verdict"])
    check(any(all(word in reason for word in words) for reason in reasons), words, "in", reasons)


@test(late_s=LATE_S)
def a_client_that_stands_still_shows_in_the_lag_of_its_loop(world):
    # the same share as 250 ms of 30 s
    cell, text = disturbed(world, "client-stops", {"duration_s": 6}, lambda runner: stop(
        wait_for_child(runner, PROGRAMS["client"]), 0.05 + 0.01))
    expect(cell, "suspect", "the client's loop was late", "p99")
    check(cell["client"]["loop_lag_ns"]["max"] >= 50e6, cell["client"]["loop_lag_ns"])
    check("the client's loop was late" in text, "not in the table:", text[-1000:])
    report = (world.folder / "client-stops" / "report.md").read_text()
    check("the client's loop was late" in report and "suspect" in report, "not in the report")


@test(late_s=LATE_S)
def a_server_that_stands_still_shows_in_the_lag_of_its_publisher(world):
    cell, _ = disturbed(world, "server-stops", {}, lambda runner: stop(
        wait_for_child(runner, PROGRAMS["server"]), 0.15))
    expect(cell, "suspect", "the publisher was late", "p99")
    check(cell["publish_lag_ns"]["max"] >= 100e6, cell["publish_lag_ns"])


@test(late_s=LATE_S)
def a_runner_that_stands_still_shows_in_the_noise_of_both_processors(world):
    cell, _ = disturbed(world, "noise", {}, lambda runner: stop(runner, 0.15))
    for side in ("server", "client"):
        check(cell["noise_ns"][side]["max"] >= 140e6, cell["noise_ns"])
        if cell["noise"]["scheduling"] == "fifo":
            expect(cell, "suspect", f"sleeps on the {side}'s processor", "late", "p99")
    check(cell["noise"]["cpu_share"] < 0.01, cell["noise"])


@test()
def a_client_without_time_to_spare_shows_in_its_share_of_the_processor(world):
    # libcurl's polls cost the client more than the server: it is the client that has no time left
    cell, _ = measured_alone(world, "busy", {"transport": "short_poll", "client_library": "curl",
                                             "clients": 100, "interval_ms": 1, "rate_per_s": 10,
                                             "duration_s": 1})
    others = cell["other_share"]["client"]
    if cell["client"]["cpu_share"] < 0.9 and others > 0.05:
        raise Skip(f"other programs use {others:.0%} of the client's processor")
    check(cell["client"]["cpu_share"] > 0.85, cell["client"]["cpu_share"], cell["other_share"])
    expect(cell, cell["verdict"]["status"], "% of its processor")


# Uses a share of a processor, in periods of 20 ms.
SPIN = """import os, sys, time
os.sched_setaffinity(0, {int(sys.argv[1])})
share = float(sys.argv[2])
while True:
    end = time.monotonic() + 0.02
    used = time.process_time() + 0.02 * share
    while time.process_time() < used:
        pass
    time.sleep(max(0, end - time.monotonic()))"""


@test()
def another_program_on_a_measured_processor_makes_a_cell_suspect(world):
    processors = sorted(os.sched_getaffinity(0))[:2]
    if len(processors) < 2:
        raise Skip("there is one processor: server and client share it")
    for side, processor in zip(("server", "client"), processors):
        share = 0.15
        others = []
        try:
            cell, _ = disturbed(world, f"other-{side}", {"duration_s": 3}, lambda _: others.append(
                subprocess.Popen([sys.executable, "-c", SPIN, str(processor), str(share)])), after_s=0)
        finally:
            for other in others:
                other.kill()
                other.wait()
        expect(cell, "suspect", "other programs had", f"{side}'s processor")
        check(0.5 * share < cell["other_share"][side] < 1.05, share, cell["other_share"])


@test(late_s=LATE_S)
def connections_that_are_reset_from_outside_make_a_cell_invalid(world):
    def reset(runner):
        kill = ("ss", "-K", "-t", "state", "established")
        child = wait_for_child(runner, PROGRAMS["client"])
        ports = [line.split()[2].rpartition(":")[2] for line in subprocess.run(
            ["ss", "-tnpH", "state", "established"], capture_output=True, text=True).stdout.splitlines()
            if f"pid={child}," in line]
        for port in ports[:5]:
            subprocess.run([*kill, f"sport = :{port}"], capture_output=True)
    if os.geteuid() != 0 or shutil.which("ss") is None:
        raise Skip("to reset the connections of others needs root and ss")
    cell, text = disturbed(world, "reset", {"transport": "websocket", "clients": 20}, reset, status=1)
    lost = sum(cell["life"]["lost"].values())
    check(1 <= lost <= 5, cell["life"]["lost"])
    expect(cell, "invalid", f"{lost} time", "a user lost its connection", "reset")


def stutter(pid, seconds, stopped_s=0.06):
    """Stops a process again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        stop(pid, stopped_s)
        time.sleep(0.015)


@test(late_s=LATE_S)
def a_phase_that_begins_before_the_cell_has_settled_is_suspect(world):
    # the first two seconds are judged, and each by its median: nearly all of both is disturbed
    cell, _ = disturbed(world, "unsettled", {"duration_s": 6}, lambda runner: stutter(
        wait_for_child(runner, PROGRAMS["server"]), 2.05), after_s=-0.1)
    expect(cell, "suspect", "before the cell had settled", "warmup_s")


@test(late_s=LATE_S)
def figures_that_contradict_the_model_are_suspect_with_the_usual_causes(world):
    cell, _ = measured_alone(world, "overrun", {"transport": "short_poll", "clients": 200,
                                                "interval_ms": 1, "duration_s": 1})
    expect(cell, "suspect", "requests per user and second", "polls that waited")
    cell, _ = disturbed(world, "step", {"duration_s": 2}, lambda runner: stutter(
        wait_for_child(runner, PROGRAMS["server"]), 1.8, 0.12), after_s=0.05)
    expect(cell, "suspect", "mean latency", "Nagle")


@test(late_s=LATE_S)
def users_without_a_server_thread_make_a_cell_invalid_and_the_status_1(world):
    cell, status = measured_alone(world, "threads", {
        "engine": "civetweb", "clients": 20, "civetweb_threads": 11, "connect_timeout_ms": 300,
        "duration_s": 1, "drain_s": 0.2})
    check(status == 1, status)
    expect(cell, "invalid", "connections failed")
    expect(cell, "invalid", "messages were lost")
    expect(cell, "invalid", "of 20 users were not ready")


@test(late_s=LATE_S)
def a_client_out_of_descriptors_says_so(world):
    for transport in ("sse", "websocket"):
        with Server(world, "lws", "--publish-start", "request") as server:
            users = Client(world, server, transport, "--clients", 30, "--connect-per-s", 30,
                           "--connect-timeout-ms", 200, "--warmup-s", 0, "--duration-s", 0.3,
                           "--drain-s", 0.1)
            held = pathlib.Path(f"/proc/{users.process.pid}/fd")
            wait_until(lambda: len(list(held.iterdir())) >= 18, "half of the users are there")
            resource.prlimit(users.process.pid, resource.RLIMIT_NOFILE, (20, 20))
            status, result, _ = users.result()
        attempts = result["life"]["failed"]["no_descriptor"]
        check(status == 1, transport, status)
        check(0 < attempts <= result["connections"]["failed"], transport, result["life"])
        check(0 < result["clients_ready"] < 30, transport, result["clients_ready"])


# Another program has most ports, of all addresses.
HOLD = ("import socket, time\n"
        "held = [socket.socket() for _ in range(16)]\n"
        "for port, one in enumerate(held, 50000):\n"
        "    one.bind(('0.0.0.0', port))\n"
        "print('held', flush=True)\n"
        "time.sleep(120)")
PORTS = f"""
ip link set lo up && echo 50000 50019 >/proc/sys/net/ipv4/ip_local_port_range || exit 1
exec 3<&0
mkfifo "$0.held" && {{ python3 -c "{HOLD}" >"$0.held" & }}
read held <"$0.held"; rm "$0.held"
"$@" <&3; status=$?
kill $!
exit $status
"""


@test()
def a_machine_out_of_ports_makes_a_cell_invalid(world):
    namespace = ("unshare", "--net", "sh", "-c", PORTS, str(world.folder / "ports"))
    if shutil.which("ip") is None or subprocess.run([*namespace, "true"],
                                                    capture_output=True).returncode != 0:
        raise Skip("a network namespace of its own needs root, unshare and ip")
    for transport in ("short_poll", "websocket"):
        cell, status = measured_alone(world, f"ports-{transport}", {
            "transport": transport, "clients": 20, "connect_timeout_ms": 300, "duration_s": 0.5,
            "interval_ms": 100, "drain_s": 0.2}, prefix=namespace)
        check(status == 1, transport, status)
        expect(cell, "invalid", "ran out of local ports", "ip_local_port_range")


def server_of_another_clock(world, seconds, *arguments):
    """A server whose monotonic clock is ahead of this machine's, or behind it (`seconds` < 0)."""
    prefix = ("unshare", "--time", "--monotonic", str(seconds))
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        raise Skip("a time namespace needs root and Linux 5.6")
    return Server(world, "lws", *arguments, prefix=prefix)


NOT_COMPARED = ("latency_ns", "latency_histogram", "age_ns", "early", "replayed")


def check_measured_without_latencies(result, *what):
    for name in NOT_COMPARED:
        check(result[name] is None, *what, name, result[name])
    check(result["clock"]["same"] is False, *what, result["clock"])
    check(result["delivered"] == result["expected"] > 0, *what, result["expected"])
    check(result["requests"] is not None and result["bytes"]["payload"] > 0, *what)
    check(any("no latencies" in note for note in result["notes"]), *what, result["notes"])


@test()
def with_a_server_on_another_clock_everything_but_latencies_is_measured(world):
    for seconds, started in ((1, "request"), (-1, "request"), (3600, "now"), (-1, "now")):
        with server_of_another_clock(world, seconds, "--publish-start", started, "--rate", 50,
                                     "--history-messages", 4096) as server:
            status, result, text = client(world, server, "sse", "--clients", 2, "--warmup-s", 0.2,
                                          "--duration-s", 1)
        check(status == 0, seconds, started, status, text)
        check_measured_without_latencies(result, seconds, started)
        # 50 messages are expected; 36 are five standard deviations of a Poisson process
        check(abs(result["expected"] / 2 - 50) < 36, seconds, started, result["expected"])
        told = result["clock"]
        check(told["server"]["boot_id"] == told["client"]["boot_id"] and
              told["server"]["time_namespace"] != told["client"]["time_namespace"], told)


@test()
def users_publish_to_a_server_on_another_clock(world):
    room = ("--workload", "chat", "--room-users", 5, "--clients", 5, "--rate", 5)
    for transport in ("sse", "websocket"):
        with server_of_another_clock(world, -1, "--publish-start", "request", *room) as server:
            status, result, text = client(world, server, transport, *room, "--warmup-s", 0.2,
                                          "--duration-s", 1)
        check(status == 0, transport, status, text)
        check_measured_without_latencies(result, transport)
        check(result["written"] == result["published"] == result["acknowledged"], result["written"])
        check(result["pairs"]["incomplete"] == 0, transport, result["pairs"])
        check(result["ack_ns"]["count"] == result["written"], transport, result["ack_ns"])


class ClockGate(gate.Gate):
    """Relays everything, with `clock` in place of the server's clock in the answers to /stats.
    None: the answers name no clock."""

    def __init__(self, server, clock):
        super().__init__(server, self.pass_user_on)
        self.clock = clock

    def pass_on(self, connection, head):
        while head:
            with socket.create_connection(("127.0.0.1", self.server.port)) as real:
                real.sendall(head)
                document = {**json.loads(answer_of(real)[1]), "clock": self.clock}
            body = json.dumps(document).encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            head = head_of(connection)

    def pass_user_on(self, connection, head):
        with socket.create_connection(("127.0.0.1", self.server.port)) as real:
            real.sendall(head)
            threading.Thread(target=copy, args=(connection, real), daemon=True).start()
            copy(real, connection)


@test()
def a_server_that_does_not_name_its_clock_is_measured_without_latencies(world):
    arguments = ("--publish-start", "request", "--rate", 50)
    for start in (lambda: Server(world, "lws", *arguments),
                  lambda: server_of_another_clock(world, 3600, *arguments)):
        with start() as server, ClockGate(server, None) as unnamed:
            status, result, text = client(world, unnamed, "sse", "--clients", 2, "--warmup-s", 0.2,
                                          "--duration-s", 1)
        check(status == 0, status, text)
        check_measured_without_latencies(result)
        check(result["clock"]["server"] is None, result["clock"])


@test()
def a_server_that_names_a_wrong_clock_is_detected_by_messages_before_their_time(world):
    own = {"boot_id": pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
           "time_namespace": os.stat("/proc/self/ns/time").st_ino, "now_ns": 0}
    with server_of_another_clock(world, 1, "--rate", 20) as server, ClockGate(server, own) as liar:
        status, result, text = client(world, liar, "sse", "--clients", 2, "--warmup-s", 0,
                                      "--duration-s", 2, "--drain-s", 0.5)
    check(status == 1, status, text)
    check(result["clock"]["same"] is True and result["early"] > 0, result["early"], text)
    check(result["early"] == result["delivered"] == result["latency_ns"]["out_of_range"],
          result["early"], result["delivered"], result["latency_ns"])
    check(result["latency_ns"]["count"] == 0, result["latency_ns"])
