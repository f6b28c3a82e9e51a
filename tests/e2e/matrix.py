"""Every transport on every engine, in small runs: plain, with users that publish, and with faults.
`make sanitize` runs this group."""
import faults
import workloads
from harness import (DATA, ENGINES, IN_PROCESS, LIBRARIES, Run, TRANSPORTS, cells_in, check,
                     run_together, test)


@test()
def the_tests_run_all_transports_engines_and_libraries_of_the_programs(world):
    for program, option, known in (("pushbench-client", "transport", TRANSPORTS),
                                   ("pushbench-client", "client_library", LIBRARIES),
                                   ("pushbench-server", "engine", (*ENGINES, *IN_PROCESS))):
        rows = [row.split("\t") for row in world.run(program, "--help=table").stdout.splitlines()]
        [choices] = [row[3] for row in rows if row[0] == option]
        check(choices == "|".join(known), option, choices, "in tests/e2e/harness.py:", known)


@test()
def every_transport_on_every_engine_delivers_everything(world):
    out = world.folder / "matrix"
    engines = (*ENGINES, *IN_PROCESS)
    done = world.pushbench("run", DATA / "smoke.json", "--out", out, "--set",
                           f"transport={','.join(TRANSPORTS)}", "--set",
                           f"engine={','.join(engines)}")
    check(done.returncode == 0, "status", done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    cells = cells_in(out)
    check(len(cells) == len(TRANSPORTS) * len(engines), "cells:", len(cells))
    for cell in cells:
        name = cell["cell"]
        check(cell["outcome"] == "done", name, cell["outcome"])
        check(cell["verdict"]["status"] != "invalid", name, cell["verdict"])
        check(cell["lost"] == 0 and cell["delivered"] > 0, name, "lost", cell["lost"])
        check(cell["expected"] == cell["delivered"] + cell["lost"], name, "the ledger")
        check(cell["latency_ns"]["count"] == cell["delivered"], name, "latencies")
    charts = list((out / "charts").glob("*.svg"))
    page = (out / "report.html").read_text()
    for form in ("wide", "narrow"):
        shown = page.count(f'<svg class="{form}" role="img"')
        check(shown == len(charts) > 0, "charts", len(charts), "in the report", form, shown)


def small_runs():
    return [Run(engine, transport, ("--rate", 10, "--hold-ms", 60, "--civetweb-threads", 32),
                ("--clients", 5, "--duration", 1, "--warmup", 0.2, "--interval", 70))
            for engine in ENGINES for transport in TRANSPORTS]


@test()
def payload_and_protocol_add_up_to_the_bytes_that_the_kernel_counts(world):
    runs = small_runs()
    run_together(world, runs)
    for run in runs:
        check(run.status == 0, run.name, run.text)
        counted = run.result["whole"]["bytes"]
        stream = counted["tcp_up"] + counted["tcp_down"]
        parts = counted["payload"] + counted["protocol_up"] + counted["protocol_down"]
        check(stream == parts, run.name, "kernel", stream, "client", parts)
        check(run.result["published"] == run.result["published_seen"] > 0, run.name)


@test()
def client_and_server_count_the_same_requests_and_connections(world):
    runs = small_runs()
    run_together(world, runs)
    for run in runs:
        ours = run.server.counts["counters"]
        theirs = run.result["whole"]["requests"]
        users = run.result["clients"]
        asked = ours["requests"] - ours["control_requests"]
        check(asked == theirs["total"] >= users, run.name, "requests: server", asked, "client",
              theirs["total"])
        # without the client's own: one to look whether a server is there, one for control requests
        opened = ours["connections_opened"] - 2
        check(opened == run.result["connections"]["opened"] == users, run.name, "connections: server",
              opened, "client", run.result["connections"])
        # a user that disconnects may miss the answer to its last poll
        unseen = ours["polls_empty"] - theirs["empty"]
        check(0 <= unseen <= users, run.name, "empty: server", ours["polls_empty"], "client",
              theirs["empty"])
        check("poll" not in run.transport or theirs["empty"] > users, run.name, theirs)


@test()
def users_of_a_room_write_and_hear_each_other(world):
    runs = workloads.runs_of(("--workload", "chat", "--clients", 8, "--room-users", 4),
                             ("--civetweb-threads", 48, "--engine-threads", 3),
                             ("--rate", 5, "--arrival", "poisson", "--interval", 150,
                              "--warmup", 0.3, "--duration", 1))
    run_together(world, runs)
    for run in runs:
        workloads.check_written(run, 4)


@test()
def users_recover_from_short_faults_on_every_engine(world):
    given = [{"at_s": 0.3, "do": "drop_connections", "share": 0.5},
             {"at_s": 0.6, "do": "kill_server", "for_s": 0.3},
             {"at_s": 1.6, "do": "freeze_server", "for_s": 0.2}]
    cells = faults.broken(world, "recovery", given, {
        "transport": list(TRANSPORTS), "engine": list(ENGINES), "clients": 20, "rate_per_s": 50,
        "interval_ms": 100, "reconnect_cap_ms": 300, "duration_s": 2.2})
    for key, cell in cells.items():
        check(cell["lost"] == 0, key, "lost", cell["lost"])
        check(all(fault["served"] == 20 for fault in cell["faults"]), key, cell["faults"])
