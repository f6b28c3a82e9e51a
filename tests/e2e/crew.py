"""Users of several client processes: together they measure what one process would."""
import os
import signal
import subprocess

from harness import (ENGINES, TRANSPORTS, Client, Run, Server, check, run_together, test,
                     wait_until)
from processes import check_measured_by_the_runner, children_of, wait_for_end

BASE = ("--clients", 10, "--channels", 3, "--seed", 5, "--warmup-s", 0.3, "--duration-s", 1.2,
        "--rate-per-s", 30, "--interval-ms", 100)
OF_SERVER = ("--channels", 3, "--seed", 5, "--rate-per-s", 30, "--clients", 10)


@test()
def several_processes_measure_what_the_server_counted(world):
    runs = [Run(engine, transport, OF_SERVER, (*BASE, "--client-processes", processes))
            for engine in ENGINES for transport in TRANSPORTS for processes in (1, 3)]
    by_name = {}
    for some in (runs[:8], runs[8:16], runs[16:]):
        run_together(world, some)
    for run in runs:
        got, name = run.result, (run.name, run.client_arguments[-1])
        check(run.status == 0 and got["outcome"] == "done", name, run.status, run.text)
        check(got["clients"] == got["clients_ready"] == 10, name, got["clients_ready"])
        check(got["lost"] == got["duplicated"] == got["corrupted"] == 0, name, got["lost"])
        check(got["delivered"] == got["expected"] > 0, name, got["delivered"])
        check(got["published_seen"] == got["published"], name, got["published_seen"])
        check(got["latency_ns"]["count"] == got["delivered"], name)
        check(got["spread_ns"]["count"] == got["delivered"], name, got["spread_ns"])
        check(sum(row["delivered"] for row in got["timeline"]) == got["delivered"], name)
        counts = run.server.counts["counters"]
        check(counts["connections_opened"] - 2 * got_processes(run) <= got["connections"]["opened"],
              name, counts["connections_opened"], got["connections"])
        by_name[name] = got
    for (name, processes), got in by_name.items():
        one = by_name[name, 1]
        for figure in ("published", "expected", "delivered", "clients_ready"):
            check(got[figure] == one[figure], name, processes, figure, got[figure], one[figure])


def got_processes(run):
    return run.client_arguments[-1]


@test()
def a_process_that_dies_fails_the_run_and_is_named(world):
    with Server(world, "epoll", *OF_SERVER, "--publish-start", "request") as server:
        running = Client(world, server, "sse", *BASE, "--client-processes", 3, "--duration-s", 20)
        running.wait_for_phase("measure")
        others = children_of(running.process.pid)
        check(len(others) == 2, "children", others)
        os.kill(others[1], signal.SIGKILL)
        status, document, err = running.result()
        check(status == 3 and document["outcome"] == "failed", status, document["outcome"])
        check(document["error"] == "client process 3 of 3: ended by signal 9", document["error"])
        check("client process 3 of 3: ended by signal 9" in err, err)
        wait_for_end(others)


@test()
def nobody_is_left_when_the_first_process_is_killed(world):
    with Server(world, "epoll", *OF_SERVER, "--publish-start", "request") as server:
        running = Client(world, server, "websocket", *BASE, "--client-processes", 3,
                         "--duration-s", 20)
        running.wait_for_phase("measure")
        others = children_of(running.process.pid)
        running.end()
        wait_for_end(others)


@test()
def an_interrupt_ends_all_of_them_with_what_they_measured(world):
    with Server(world, "lws", *OF_SERVER, "--publish-start", "request") as server:
        running = Client(world, server, "sse", *BASE, "--client-processes", 3, "--duration-s", 20)
        running.wait_for_phase("measure")
        wait_until(lambda: server.stats()["published"] > 60, "messages of the phase")
        running.process.send_signal(signal.SIGINT)
        status, document, _ = running.result()
        check(status == 4 and document["outcome"] == "interrupted", status, document["outcome"])
        check(document["delivered"] == document["expected"] > 0, document["delivered"])
        window = document["window"]
        check(window["end_ns"] - window["start_ns"] < 19e9, window)


@test()
def each_fault_meets_the_same_users_whichever_process_has_them(world):
    faults = ("slow_reader@0.2+0.4*0.5", "silence_connections@0.2*0.3")
    runs = [Run("epoll", "websocket", OF_SERVER,
                (*BASE, "--client-processes", processes, "--faults", fault))
            for fault in faults for processes in (1, 3)]
    run_together(world, runs)
    for one, several in (runs[:2], runs[2:]):
        affected = [run.result["faults"][0]["affected"] for run in (one, several)]
        check(affected[0] == affected[1] > 0, one.client_arguments[-1], affected)
        check(several.result["outcome"] == "done", several.text)


@test()
def what_only_one_process_can_do_is_refused(world):
    with Server(world, "epoll", "--rate", 0) as server:
        for arguments, text in ((("--journal", world.folder / "receipts.tsv"), "--journal"),
                                (("--workload", "chat"), "users who write are of one process"),
                                (("--clients", 1), "at most one for each")):
            done = subprocess.run(
                [world.program("pushbench-client"), "--transport", "websocket", "--connect",
                 f"http://127.0.0.1:{server.port}", "--client-processes", "2", *map(str, arguments)],
                capture_output=True, text=True, timeout=60, check=False)
            check(done.returncode == 2 and text in done.stderr, arguments, done.returncode, done.stderr)


@test()
def users_beyond_the_file_limit_are_dealt_out_to_processes(world):
    with Server(world, "epoll", "--clients", 300, "--rate-per-s", 5, "--publish-start",
                "request") as server:
        done = subprocess.run(
            ["prlimit", "--nofile=200:200", world.program("pushbench-client"), "--transport",
             "websocket", "--connect", f"http://127.0.0.1:{server.port}", "--clients", "300",
             "--rate-per-s", "5", "--warmup-s", "0.2", "--duration-s", "1", "--json"],
            capture_output=True, text=True, timeout=60, check=False)
        check(done.returncode == 0, done.returncode, done.stderr)
        check('"clients_ready":300' in done.stdout, done.stdout[:300])


@test()
def the_runner_measures_all_processes_of_the_client(world):
    check_measured_by_the_runner(world, "client_processes")
