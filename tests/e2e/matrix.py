"""Every transport on every engine."""
import json

from harness import DATA, ENGINES, Server, TRANSPORTS, check, client, test


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
    check((out / "report.html").stat().st_size > 10000, "no report")
    check(any((out / "charts").glob("*.svg")), "no charts")


@test("matrix")
def the_bytes_that_the_kernel_counts_are_payload_and_protocol(world):
    for engine in ENGINES:
        for transport in TRANSPORTS:
            with Server(world, engine, "--rate", 20, "--publish-start", "request") as server:
                status, result, text = client(world, server, transport, "--clients", 5, "--duration",
                                              1, "--warmup", 0.2, "--interval", 200)
            check(status == 0, engine, transport, text)
            counted = result["whole"]["bytes"]
            stream = counted["tcp_up"] + counted["tcp_down"]
            parts = counted["payload"] + counted["protocol_up"] + counted["protocol_down"]
            check(stream == parts, engine, transport, "kernel", stream, "client", parts)
            check(result["published"] == result["published_seen"] > 0, engine, transport)


@test("matrix")
def what_the_client_counts_the_server_counts_too(world):
    for engine in ENGINES:
        for transport in ("short_poll", "long_poll"):
            with Server(world, engine, "--rate", 20, "--publish-start", "request") as server:
                result = client(world, server, transport, "--clients", 5, "--duration", 1,
                                "--warmup", 0.2, "--interval", 200)[1]
            ours = server.counts["counters"]
            theirs = result["whole"]["requests"]["total"]
            polls = ours["requests"] - ours["control_requests"]
            check(polls == theirs, engine, transport, "server", polls, "client", theirs)
