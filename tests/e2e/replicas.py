"""A server of several processes: together they are one server."""
import json
import os
import signal
import subprocess

from harness import (AUTHORIZED, TRANSPORTS, Client, Run, Server, check, run_together, test,
                     wait_until)
from processes import check_measured_by_the_runner, children_of, sockets_of, wait_for_end

LOOPS = ("lws", "epoll")  # engines that may have several processes
USERS = 40
BASE = ("--clients", USERS, "--channels", 3, "--seed", 5, "--rate-per-s", 30)
OF_CLIENT = (*BASE, "--warmup-s", 0.3, "--duration-s", 1.2, "--interval-ms", 100)


@test()
def users_of_all_processes_receive_everything(world):
    runs = [Run(engine, transport, (*BASE, "--server-processes", 3),
                (*OF_CLIENT, "--client-processes", clients))
            for engine in LOOPS for transport in TRANSPORTS for clients in (1, 2)]
    for some in (runs[:8], runs[8:]):
        run_together(world, some)
    for run in runs:
        got = run.result
        check(run.status == 0 and got["outcome"] == "done", run.name, run.status, run.text)
        check(got["clients_ready"] == USERS, run.name, got["clients_ready"])
        check(got["lost"] == got["duplicated"] == got["corrupted"] == 0, run.name, got["lost"])
        check(got["delivered"] == got["expected"] > 0, run.name, got["delivered"])
        report = run.server.counts
        check(report["published"] >= got["published"] > 0, run.name, report["published"])
        # the users' connections, and those of each client process to ask the server
        opened, own = report["counters"]["connections_opened"], got["connections"]["opened"]
        check(own <= opened <= own + 20, run.name, opened, own)


@test()
def the_kernel_deals_out_the_connections(world):
    for engine in LOOPS:
        with Server(world, engine, *BASE, "--server-processes", 3, "--publish-start",
                    "request") as server:
            running = Client(world, server, "websocket", *OF_CLIENT, "--duration-s", 20)
            running.wait_for_phase("measure")
            others = children_of(server.process.pid)
            check(len(others) == 2, engine, others)
            sockets = [sockets_of(pid) for pid in (server.process.pid, *others)]
            check(min(sockets) >= 4 and sum(sockets) >= USERS, engine, sockets)
            running.end()
        wait_for_end(others)


@test()
def every_process_answers_for_all(world):
    with Server(world, "epoll", *BASE, "--server-processes", 4, "--publish-start",
                "request") as server:
        starts = [json.loads(server.ask(b"POST /start HTTP/1.1\r\nHost: localhost\r\n"
                                        b"Content-Length: 0\r\nAuthorization: "
                                        + AUTHORIZED["Authorization"].encode()
                                        + b"\r\n\r\n").partition(b"\r\n\r\n")[2])
                  for _ in range(12)]
        check(len({start["epoch_ns"] for start in starts}) == 1, starts)
        wait_until(lambda: server.stats()["published"] >= 10, "messages")
        before = 0
        for _ in range(40):  # by whichever process
            stats = server.stats()
            due = sum(channel["newest"] for channel in stats["channels"])
            check(due >= before, "an answer knows fewer messages than one before", due, before)
            before = due
        check(server.stats()["counters"]["control_requests"] >= 12 + 41, server.stats())


@test()
def what_several_processes_cannot_do_is_refused_by_name(world):
    program = world.program("pushbench-server")
    for arguments, text in ((("--engine", "civetweb"), "an engine that is no event loop"),
                            (("--engine", "null"), "an engine that is no event loop"),
                            (("--journal", world.folder / "journal.tsv"), "--journal"),
                            (("--commands",), "--commands"),
                            (("--workload", "chat"), "users who write"),
                            (("--heartbeat", "text", "--heartbeat-by", "server"), "--heartbeat-by")):
        done = subprocess.run([program, "--server-processes", "2", *map(str, arguments)],
                              capture_output=True, text=True, timeout=20, check=False)
        check(done.returncode == 2 and text in done.stderr, arguments, done.returncode, done.stderr)
    with Server(world, "epoll", "--rate", 0, "--server-processes", 2) as server:
        for path in (b"/publish", b"/silence"):
            got = server.ask(b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\n"
                             b"Content-Length: 12\r\nAuthorization: "
                             + AUTHORIZED["Authorization"].encode() + b'\r\n\r\n{"data":"x"}')
            check(b" 501 " in got, path, got)


@test()
def a_process_that_dies_ends_the_server_and_is_named(world):
    log = world.folder / "server.log"
    with log.open("w") as text:
        server = Server(world, "epoll", *BASE, "--server-processes", 3, stderr=text)
        server.start(server.command)
        others = children_of(server.process.pid)
        os.kill(others[0], signal.SIGKILL)
        server.process.communicate(timeout=20)
    check(server.process.returncode == 3, server.process.returncode)
    check("server process 2 of 3 was ended by signal 9" in log.read_text(), log.read_text())
    wait_for_end(others)


@test()
def nobody_is_left_when_the_first_process_is_killed(world):
    server = Server(world, "lws", *BASE, "--server-processes", 3)
    server.start(server.command)
    others = children_of(server.process.pid)
    check(len(others) == 2, others)
    server.kill()
    wait_for_end(others)


@test()
def users_beyond_the_file_limit_are_dealt_out_to_processes(world):
    users = 500
    with Server(world, "epoll", "--clients", users, "--rate-per-s", 5, "--publish-start", "request",
                prefix=("prlimit", "--nofile=280:280")) as server:
        check(len(children_of(server.process.pid)) == 2, children_of(server.process.pid))
        running = Client(world, server, "websocket", "--clients", users, "--rate-per-s", 5,
                         "--warmup-s", 0.2, "--duration-s", 1)
        status, document, err = running.result()
        check(status == 0 and document["clients_ready"] == users, status, err)


@test()
def the_runner_measures_all_processes_of_the_server(world):
    check_measured_by_the_runner(world, "server_processes")
