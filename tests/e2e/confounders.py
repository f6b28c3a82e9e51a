"""What is not the transport but moves its figures does what its name says."""
import contextlib
import ctypes
import itertools
import os
import pathlib
import socket
import subprocess
import time

from harness import ENGINES, Server, Skip, TRANSPORTS, check, client, side_by_side, test

USERS = 10
SYS_PIDFD_GETFD = 438


def run(world, engine, transport, *both, server=(), rate=10):
    with Server(world, engine, "--rate", rate, "--publish-start", "request", *server,
                *both) as process:
        status, result, text = client(world, process, transport, "--clients", USERS, "--duration", 1,
                                      "--warmup", 0.2, "--interval", 100, *both)
    check(status == 0, engine, transport, both, server, text)
    return result


@test("confounders")
def civetwebs_own_write_makes_two_segments_of_a_frame(world):
    down, up = {}, {}
    for name, options in (("one", ()), ("two", ("--civetweb-websocket-write", "two")),
                          ("nagle", ("--civetweb-websocket-write", "two", "--tcp-nodelay", "off"))):
        result = run(world, "civetweb", "websocket", server=options)
        down[name] = result["segments"]["down"] / result["delivered"]
        up[name] = result["segments"]["up"] / result["delivered"]
    check(down["one"] < 1.1, down)
    check(1.9 < down["two"] < 2.1 and 1.9 < down["nagle"] < 2.1, down)
    # Nagle's algorithm keeps the payload until the header is acknowledged
    check(up["nagle"] > 1.9, up)


def keep_alive_decides_on_connections(world, engine, transport, kept):
    result = run(world, engine, transport, "--keep-alive", kept)
    requests, opened = result["whole"]["requests"]["total"], result["connections"]["opened"]
    check(requests > 5 * USERS, engine, transport, kept, requests)
    check(opened == (USERS if kept == "on" else requests), engine, transport, kept, opened)


@test("confounders")
def without_keep_alive_each_poll_has_a_connection_of_its_own(world):
    side_by_side(keep_alive_decides_on_connections, world,
                 itertools.product(ENGINES, ("short_poll", "long_poll"), ("on", "off")))


def batching_decides_on_answers(world, engine, transport, batching, enough):
    result = run(world, engine, transport, rate=40,
                 server=("--arrival", "burst", "--burst-messages", 5, "--batching", batching))
    whole = result["whole"]
    answers = whole["requests"]["total"] - whole["requests"]["empty"]
    check(enough(answers / whole["delivered"]), engine, transport, batching, whole)


@test("confounders")
def without_batching_an_answer_carries_one_message(world):
    # four messages come in a short poll's interval; a long poll asks at once for the next
    side_by_side(batching_decides_on_answers, world,
                 [(engine, *rest) for engine in ENGINES
                  for rest in (("short_poll", "on", lambda share: share < 0.6),
                               ("long_poll", "off", lambda share: share >= 1))])


def sockets_of(pid):
    """Copies of the TCP sockets that a process holds, listening ones excluded."""
    try:
        process = os.pidfd_open(pid)
    except OSError as error:
        raise Skip(f"pidfd_open: {error}")
    with contextlib.closing(os.fdopen(process, "rb", closefd=True, buffering=0)):
        for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
            if not os.readlink(link).startswith("socket:"):
                continue
            copy = ctypes.CDLL(None, use_errno=True).syscall(SYS_PIDFD_GETFD, process,
                                                             int(link.name), 0)
            if copy < 0:
                raise Skip(f"pidfd_getfd: {os.strerror(ctypes.get_errno())}")
            with socket.socket(fileno=copy) as found:
                if (found.family == socket.AF_INET
                        and not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)):
                    yield found.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def nodelay_is_as_asked_for(world, engine, transport, server_nodelay, client_nodelay):
    with Server(world, engine, "--tcp-nodelay", server_nodelay) as server:
        users = subprocess.Popen([world.program("pushbench-client"), "--transport", transport,
                                  "--connect", f"http://127.0.0.1:{server.port}", "--clients",
                                  str(USERS), "--client-tcp-nodelay", client_nodelay],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(0.8)
            ours = list(sockets_of(users.pid))
            theirs = list(sockets_of(server.process.pid))
        finally:
            users.kill()
            users.wait()
    # one more connection asks for /stats, in the program's own way
    name = f"{engine} {transport}"
    check(ours.count(client_nodelay == "on") >= USERS, name, client_nodelay, ours)
    check(len(theirs) >= USERS and set(theirs) == {server_nodelay == "on"}, name, theirs)


@test("confounders")
def nagles_algorithm_is_on_where_it_is_asked_for(world):
    side_by_side(nodelay_is_as_asked_for, world,
                 [(engine, transport, *nodelay) for engine in ENGINES for transport in TRANSPORTS
                  for nodelay in (("on", "off"), ("off", "on"))])
