"""Every transport on every engine."""
import json

from harness import DATA, ENGINES, Run, TRANSPORTS, check, run_together, test


@test("matrix")
def every_transport_on_every_engine_delivers_everything(world):
    out = world.folder / "matrix"
    done = world.pushbench("run", DATA / "smoke.json", "--out", out)
    check(done.returncode == 0, "status", done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    cells = [json.loads(path.read_text()) for path in sorted(out.glob("cells/*/*/cell.json"))]
    check(len(cells) == 12, "cells:", len(cells))
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


@test("matrix")
def the_bytes_that_the_kernel_counts_are_payload_and_protocol(world):
    runs = small_runs()
    run_together(world, runs)
    for run in runs:
        check(run.status == 0, run.name, run.text)
        counted = run.result["whole"]["bytes"]
        stream = counted["tcp_up"] + counted["tcp_down"]
        parts = counted["payload"] + counted["protocol_up"] + counted["protocol_down"]
        check(stream == parts, run.name, "kernel", stream, "client", parts)
        check(run.result["published"] == run.result["published_seen"] > 0, run.name)


@test("matrix")
def what_the_client_counts_the_server_counts_too(world):
    runs = small_runs()
    run_together(world, runs)
    for run in runs:
        ours = run.server.counts["counters"]
        theirs = run.result["whole"]["requests"]
        users = run.result["clients"]
        asked = ours["requests"] - ours["control_requests"]
        check(asked == theirs["total"] >= users, run.name, "requests: server", asked, "client",
              theirs["total"])
        # the one that looks whether a server is there, and the one of the control requests
        opened = ours["connections_opened"] - 2
        check(opened == run.result["connections"]["opened"] == users, run.name, "connections: server",
              opened, "client", run.result["connections"])
        # a user that leaves may not see the answer to its last poll
        unseen = ours["polls_empty"] - theirs["empty"]
        check(0 <= unseen <= users, run.name, "empty: server", ours["polls_empty"], "client",
              theirs["empty"])
        check("poll" not in run.transport or theirs["empty"] > users, run.name, theirs)
