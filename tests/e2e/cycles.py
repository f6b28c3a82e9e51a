"""A server that a thousand connections have used holds no more than before, and ends at once."""
import socket
import struct
import time

from harness import ENGINES, Server, TRANSPORTS, check, test, together
from heap import Heap, held
from websocket_wire import CLOSE, close_payload, frame, handshake

CYCLES, AT_ONCE, ROUNDS_MAX = 1000, 50, 5
CYCLE_BYTES_MAX = 8  # a leak is more: the smallest block of malloc has 32


def request(transport):
    if transport == "websocket":
        return handshake()
    return f"GET /{transport}?channel=0 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def leave(connection, transport, how):
    """0: in order; 1: with a reset; 2: without reading anything."""
    if how == 0:
        connection.recv(4096)
        if transport == "websocket":
            connection.sendall(frame(CLOSE, close_payload(1000)))
            while connection.recv(4096):
                pass
    elif how == 1:
        connection.recv(4096)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def cycle(server, transport, count):
    for _ in range(count // AT_ONCE):
        connections = [socket.create_connection(("127.0.0.1", server.port), timeout=10)
                       for _ in range(AT_ONCE)]
        for connection in connections:
            connection.sendall(request(transport))
        for number, connection in enumerate(connections):
            leave(connection, transport, number % 3)


def settled(pid, wanted=None):
    """Reads held(pid) until it is `wanted` (None: until it no longer changes), for 5 s at most."""
    last, same = None, 0
    for _ in range(100):
        now = held(pid)
        same = same + 1 if now == last else 0
        if now == wanted or (wanted is None and same == 10):
            break
        last = now
        time.sleep(0.05)
    return now


def grown_bytes(server, heap, transport):
    start_bytes = heap.bytes()
    cycle(server, transport, CYCLES)
    settled(server.process.pid)
    return heap.bytes() - start_bytes


def check_cycles(world, engine, transport):
    """A leak grows the heap in every round, arrays that double only in some: one round without
    growth is enough."""
    rounds, heap = [], Heap(world, f"{engine}-{transport}")
    with Server(world, engine, "--rate", 100, "--history-messages", 16, "--hold-ms", 500,
                "--civetweb-threads", 2 * AT_ONCE, env=heap.environment) as server:
        pid = server.process.pid
        cycle(server, transport, CYCLES)  # makes the arrays and pools that the server keeps
        before = settled(pid)
        while len(rounds) < ROUNDS_MAX and (not rounds or rounds[-1] > CYCLE_BYTES_MAX * CYCLES):
            rounds.append(grown_bytes(server, heap, transport))
        after = settled(pid, before)
    what, counted = (engine, transport), server.counts["counters"]
    check(after == before, *what, "descriptors and threads", before, after)
    check(rounds[-1] <= CYCLE_BYTES_MAX * CYCLES, *what, "memory in use grew in each round by",
          rounds)
    opened, closed = counted["connections_opened"], counted["connections_closed"]
    check(opened == closed == (len(rounds) + 1) * CYCLES, *what, opened, closed)


@test()
def a_thousand_connections_leave_no_descriptor_no_thread_and_no_byte_behind(world):
    together(check_cycles, [(world, engine, transport)
                            for engine in ENGINES for transport in TRANSPORTS])


@test(late_s=0.2)
def an_idle_server_ends_soon_after_sigterm(world):
    """civetweb's accepting thread would check only every two seconds if it were not woken."""
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            told_s = time.monotonic()
        took_s = time.monotonic() - told_s
        check(took_s < 1.5, engine, "took", took_s, "s, until", server.process.returncode)
