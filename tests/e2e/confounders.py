"""Options that change a transport's figures without being part of it: each has its effect."""
import collections
import contextlib
import ctypes
import itertools
import os
import pathlib
import re
import socket

from harness import (Client, ENGINES, LIBRARIES, Server, Skip, TRANSPORTS, WEBSOCKET_LIBRARIES,
                     check, client, test, together)
from headers import Recorder

USERS = 10
SYS_PIDFD_GETFD = 438


def run(world, engine, transport, *both, server=(), users=(), rate=10):
    with Server(world, engine, "--rate", rate, "--publish-start", "request", *server,
                *both) as process:
        status, result, text = client(world, process, transport, "--clients", USERS, "--duration", 1,
                                      "--warmup", 0.2, "--interval", 100, *both, *users)
    check(status == 0, engine, transport, both, server, users, text)
    return result


@test(late_s=0.03)
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


def check_keep_alive(world, engine, transport, kept):
    result = run(world, engine, transport, "--keep-alive", kept)
    requests, opened = result["whole"]["requests"]["total"], result["connections"]["opened"]
    check(requests > 5 * USERS, engine, transport, kept, requests)
    check(opened == (USERS if kept == "on" else requests), engine, transport, kept, opened)


@test(late_s=0.03)
def without_keep_alive_each_poll_has_a_connection_of_its_own(world):
    together(check_keep_alive,
             itertools.product([world], ENGINES, ("short_poll", "long_poll"), ("on", "off")))


def check_batching(world, engine, transport, batching, enough):
    result = run(world, engine, transport, rate=40,
                 server=("--arrival", "burst", "--burst-messages", 5, "--batching", batching))
    whole = result["whole"]
    answers = whole["requests"]["total"] - whole["requests"]["empty"]
    check(enough(answers / whole["delivered"]), engine, transport, batching, whole)


@test(late_s=0.03)
def without_batching_an_answer_carries_one_message(world):
    # four messages are due in a short poll's interval; a long poll asks for the next at once
    together(check_batching,
             [(world, engine, *rest) for engine in ENGINES
              for rest in (("short_poll", "on", lambda share: share < 0.6),
                           ("long_poll", "off", lambda share: share >= 1))])


def nodelay_of_sockets(pid):
    """Whether TCP_NODELAY is set, for each connected TCP socket of a process."""
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


def check_nodelay(world, engine, transport, server_nodelay, client_nodelay):
    with Server(world, engine, "--tcp-nodelay", server_nodelay) as server:
        users = Client(world, server, transport, "--clients", USERS, "--client-tcp-nodelay",
                       client_nodelay)
        try:
            users.wait_for_phase("warmup")
            ours = list(nodelay_of_sockets(users.process.pid))
            theirs = list(nodelay_of_sockets(server.process.pid))
        finally:
            users.end()
    # the client's connection for /stats does not have the option
    name = f"{engine} {transport}"
    check(ours.count(client_nodelay == "on") >= USERS, name, client_nodelay, ours)
    check(len(theirs) >= USERS and set(theirs) == {server_nodelay == "on"}, name, theirs)


@test()
def nagles_algorithm_is_on_where_it_is_asked_for(world):
    together(check_nodelay,
             [(world, engine, transport, *nodelay) for engine in ENGINES for transport in TRANSPORTS
              for nodelay in (("on", "off"), ("off", "on"))])


def check_library(world, heads, engine, transport, profile, library):
    name = f"{engine} {transport} {profile} {library}"
    with Server(world, engine, "--rate", 20, "--publish-start", "request") as server, \
            Recorder(server) as recorder:
        status, result, text = client(world, recorder, transport, "--clients", USERS, "--duration", 0.8,
                                      "--warmup", 0.2, "--interval", 100, "--request-headers",
                                      profile, "--client-library", library)
    requests, opened = result["whole"]["requests"]["total"], result["connections"]["opened"]
    theirs = server.counts["counters"]
    check(requests == theirs["requests"] - theirs["control_requests"], name, requests, theirs)
    # without the client's own: one to look whether a server is there, one for control requests
    check(opened == USERS == theirs["connections_opened"] - 2, name, result["connections"], theirs)
    check(status == 0, name, text)
    counted = result["whole"]["bytes"]
    stream = counted["tcp_up"] + counted["tcp_down"]
    parts = counted["payload"] + counted["protocol_up"] + counted["protocol_down"]
    check(stream == parts, name, "kernel", stream, "client", parts)
    check(result["lost"] == 0 < result["delivered"], name, result["lost"])
    up, down = recorder.heads(transport)
    check(counted["head_up"] == sum(map(len, up)), name, counted["head_up"], sum(map(len, up)))
    # a user that disconnects may miss the answer to its last poll
    unseen = sum(map(len, down)) - counted["head_down"]
    check(0 <= unseen <= USERS * max(map(len, down)), name, counted["head_down"], unseen)
    # without the port, the cursor, the session and the key, which differ from run to run
    generic = {re.sub(rb"127\.0\.0\.1:\d+|after=\d+|sid=\w+|Key: \S+", b"", head) for head in up}
    heads[engine, transport, profile].append(generic)


def libraries_of(transport):
    return WEBSOCKET_LIBRARIES if transport == "websocket" else LIBRARIES


@test()
def the_users_of_all_client_libraries_send_the_same_and_count_every_byte(world):
    heads = collections.defaultdict(list)
    together(check_library, [
        (world, heads, engine, transport, profile, library)
        for engine in ENGINES for transport in TRANSPORTS
        for profile in ("minimal", "browser") for library in libraries_of(transport)])
    for (engine, transport, profile), sent in heads.items():
        check(len(sent) == len(libraries_of(transport)), engine, transport, profile, len(sent))
        check(all(one == sent[0] for one in sent), engine, transport, profile, *sent)


def check_posts(world, posts, engine, library):
    with Server(world, engine, "--workload", "chat", "--clients", USERS, "--publish-start",
                "request") as server, Recorder(server) as recorder:
        status, result, text = client(world, recorder, "long_poll", "--clients", USERS, "--workload",
                                      "chat", "--rate", 5, "--duration", 0.8, "--warmup", 0.2,
                                      "--request-headers", "browser", "--client-library", library)
    check(status == 0, engine, library, text)
    check(result["acknowledged"] == result["written"] > USERS, engine, library, result["written"])
    whole = result["whole"]["bytes"]
    parts = sum(whole[part] for part in ("payload", "payload_up", "protocol_up", "protocol_down"))
    check(whole["tcp_up"] + whole["tcp_down"] == parts, engine, library, whole)
    posts[engine].append({re.sub(rb"127\.0\.0\.1:\d+", b"", head) for up, _ in recorder.streams
                          for head in re.findall(rb"POST /publish.*?\r\n\r\n", bytes(up), re.DOTALL)})


@test()
def posts_are_the_same_through_all_client_libraries(world):
    posts = collections.defaultdict(list)
    together(check_posts, itertools.product([world], [posts], ENGINES, LIBRARIES))
    for engine, sent in posts.items():
        check(len(sent) == len(LIBRARIES) and len(sent[0]) == 1, engine, *sent)
        check(all(one == sent[0] for one in sent), engine, *sent)


def expect_refusals(world, params, options, *words):
    """By the runner, and by the client."""
    for done in (world.pushbench("run", world.experiment({"name": "x", "params": params})),
                 world.run("pushbench-client", *options)):
        lines = done.stderr.splitlines()
        check(done.returncode == 2 and len(lines) == 1, done.returncode, done.stderr)
        check(all(word in lines[0] for word in words), lines[0])


@test()
def https_through_libwebsockets_is_refused_by_client_and_runner(world):
    expect_refusals(world, {"transport": "sse", "tls": True, "client_library": "lws"},
                    ("--transport", "sse", "--client-library", "lws", "--connect",
                     "https://127.0.0.1:9"), "lws speaks no TLS", "raw or curl")


@test()
def websocket_through_libcurl_is_refused_by_client_and_runner(world):
    expect_refusals(world, {"transport": "websocket", "client_library": "curl"},
                    ("--transport", "websocket", "--client-library", "curl", "--connect",
                     "http://127.0.0.1:9"), "curl carries no WebSocket", "raw or lws")


def check_replaced_connection(world, library):
    result = run(world, "lws", "short_poll", rate=2, server=("--keep-alive-timeout-ms", 1000),
                 users=("--interval", 1500, "--duration", 3, "--client-library", library))
    connections = result["connections"]
    check(connections["reopened"] >= USERS and connections["failed"] == 0, library, connections)
    check(result["requests"]["failed"] == 0 and result["lost"] == 0, library, result["requests"])


@test(late_s=0.03)
def all_client_libraries_replace_an_idle_connection_that_the_server_closed(world):
    together(check_replaced_connection, itertools.product([world], LIBRARIES))
