"""Input that is refused: experiments, options, requests and frames."""
import pathlib

from harness import DATA, ENGINES, Server, TRANSPORTS, check, test, wait_until
from websocket_wire import handshake


def expect_refusal(world, experiment, status, *words, arguments=()):
    done = world.pushbench("run", experiment, *arguments, timeout=30)
    check(done.returncode == status, "status", done.returncode, done.stderr)
    lines = done.stderr.strip().splitlines()
    check(len(lines) == 1, "one line:", done.stderr)
    for word in words:
        check(word in lines[0], repr(word), "not in", lines[0])


@test()
def malformed_json_is_refused_with_line_and_column(world):
    expect_refusal(world, world.experiment('{\n  "name": "x",,\n}'), 2, ":2:15: ")


@test()
def an_unknown_key_is_refused_with_the_nearest_known(world):
    given = {"name": "x", "params": {"transport": "sse", "intervall_ms": 5}}
    expect_refusal(world, world.experiment(given), 2, "intervall_ms", "interval_ms")


@test()
def values_of_a_wrong_type_or_out_of_range_are_refused(world):
    for value in ("many", -1, 0, 1.5, [10, "x"], {}):
        given = {"name": "x", "params": {"transport": "sse", "clients": value}}
        expect_refusal(world, world.experiment(given), 2, "clients")


@test()
def lengths_whose_greatest_is_below_the_least_are_refused(world):
    given = {"name": "x", "params": {"transport": "sse", "payload_bytes_max": 8}}
    expect_refusal(world, world.experiment(given), 2, "payload_bytes (64)", "payload_bytes_max (8)")


@test()
def unknown_transports_and_engines_are_refused(world):
    for key in ("transport", "engine"):
        given = {"name": "x", "params": {key: ["pigeon"]}}
        expect_refusal(world, world.experiment(given), 2, "pigeon")


@test()
def an_empty_or_absurd_matrix_is_refused(world):
    expect_refusal(world, world.experiment({"name": "x", "params": {"transport": []}}), 2,
                   "transport")
    given = {"name": "x", "params": {"transport": list(TRANSPORTS), "seed": list(range(1, 200)),
                                     "payload_bytes": list(range(1, 200))}}
    expect_refusal(world, world.experiment(given), 2, "158404", "at most 10000")


@test()
def ranges_and_rules_are_refused_with_what_is_wrong(world):
    def given(params, **keys):
        return world.experiment({"name": "x", "params": params, **keys})
    expect_refusal(world, given({"clients": {"from": 1, "to": 9, "stepps": 3}}), 2, "stepps",
                   "did you mean 'steps'")
    expect_refusal(world, given({"clients": {"from": 1, "to": 3, "steps": 9}}), 2,
                   "9 steps from 1 to 3", "use fewer")
    expect_refusal(world, given({"clients": [1, 2]}, only=[{"clients": 3}]), 2, "only: 1",
                   "no cell with clients 3")
    expect_refusal(world, given({"clients": [1, 2]}, **{"except": [{"client": 1}]}), 2,
                   "except: 1", "did you mean 'clients'")
    expect_refusal(world, given({"clients": 1}, **{"except": [{"clients": 1}]}), 2, "leave no cell")


@test()
def bounds_are_refused_with_what_is_wrong(world):
    def given(until):
        return world.experiment({"name": "x", "params": {"transport": "sse"}, "until": until})
    expect_refusal(world, given({"latency_ns.p99": "5%"}), 2, "latency_ns.p99", "±5%")
    expect_refusal(world, given({"latency_ns.p98": "±5%"}), 2, "did you mean 'latency_ns.p9")
    expect_refusal(world, given({"websocket.lost": "±5%"}), 2, "there is no cell of websocket")


@test()
def searches_are_refused_with_what_is_wrong(world):
    def given(search, **keys):
        until = {"until": {"latency_ns.p99": "<250ms", "lost": "=0"}}
        return world.experiment({"name": "x", "search": {**until, **search}, **keys})
    expect_refusal(world, given({"vary": "cleints"}), 2, "did you mean 'clients'")
    expect_refusal(world, given({"vary": "clients", "until": {"latency_ns.p98": "<1s"}}), 2,
                   "search: until", "latency_ns.p98", "did you mean")
    expect_refusal(world, given({"vary": "clients", "until": {"lost": "none"}}), 2, "until: lost")
    expect_refusal(world, given({"vary": "clients", "from": 9, "to": 3}), 2, "below")
    expect_refusal(world, given({"vary": "clients"}, params={"clients": [1, 2]}), 2, "one value")


@test()
def a_plan_is_printed_without_running(world):
    planned = world.pushbench("plan", DATA / "smoke.json", "--set", "clients=7", timeout=30)
    check(planned.returncode == 0, planned.stderr)
    check("At once: 2 processes" in planned.stdout and "Time: about " in planned.stdout,
          planned.stdout)
    refused = world.pushbench("plan", DATA / "smoke.json", "--set", "clients=0", timeout=30)
    check(refused.returncode == 2 and "clients" in refused.stderr, refused.stderr)


@test()
def an_output_folder_that_cannot_be_written_is_refused(world):
    blocker = world.folder / "file"
    blocker.write_text("")
    expect_refusal(world, DATA / "smoke.json", 3, str(blocker),
                   arguments=("--out", blocker / "run"))


@test()
def a_port_in_use_ends_the_server_with_status_3(world):
    for engine in ENGINES:
        with Server(world, engine) as server:
            done = world.run("pushbench-server", "--engine", engine, "--listen",
                             f"127.0.0.1:{server.port}")
            check(done.returncode == 3, engine, done.returncode)
            check(f"127.0.0.1:{server.port}" in done.stderr, done.stderr)


@test()
def too_few_descriptors_end_the_client_with_the_number_needed(world):
    with Server(world, "lws") as server:
        done = world.run("pushbench-client", "--transport", "sse", "--clients", 500, "--connect",
                         f"http://127.0.0.1:{server.port}", prefix=("prlimit", "--nofile=64:64"))
    check(done.returncode == 3, done.returncode, done.stderr)
    check("64" in done.stderr, done.stderr)


@test()
def a_client_without_a_server_says_so(world):
    done = world.run("pushbench-client", "--transport", "sse", "--connect", "http://127.0.0.1:1")
    check(done.returncode == 3 and "127.0.0.1:1" in done.stderr, done.returncode, done.stderr)


@test()
def the_server_survives_malformed_requests_and_frames(world):
    requests = [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                b"GET /sse?after=x HTTP/1.1\r\nHost: localhost\r\n\r\n",
                b"GET /sse?channel=99 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
                b"POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n{",
                b"POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"]
    frames = [b"\xff\xff\xff\xff", b"\x81\x05hello", b"\x81\xff" + b"\xff" * 12, b"\x83\x80abcd"]
    for engine in ENGINES:
        with Server(world, engine, "--rate", 5) as server:
            for request in requests:
                answer = server.send(request)
                check(answer == b"" or answer.split()[1][:1] in b"45", engine, request[:40], answer)
            for frame in frames:
                server.send(handshake() + frame, 0.1)
            check(server.get("/short_poll")[0] == 200, engine, "no longer serves")
        check(server.counts["counters"]["requests_refused"] >= 3, engine, server.counts)


def is_idle(server):
    """Whether the only open connection is the one of this request."""
    counted = server.stats()["counters"]
    return counted["connections_opened"] - counted["connections_closed"] <= 1


@test()
def closed_connections_leave_no_descriptor_open(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 5) as server:
            proc = pathlib.Path(f"/proc/{server.process.pid}")
            server.get("/short_poll")
            wait_until(lambda: is_idle(server), "no connection is open")
            before = len(list((proc / "fd").iterdir()))
            for request in (handshake(), b"GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n",
                            b"GET /long_poll HTTP/1.1\r\nHost: localhost\r\n\r\n"):
                for _ in range(30):
                    server.send(request, 0)
            wait_until(lambda: len(list((proc / "fd").iterdir())) <= before,
                       f"{engine} has as many descriptors as before, {before}")
