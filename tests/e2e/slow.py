"""Slow readers: what they cost the server, what they lose, and that other users lose nothing."""
import pathlib
import threading

from harness import Client, Server, check, test, together
from heap import resident_bytes

USERS, SLOW = 16, 8
BACKLOG_BYTES = 131072  # a third of a second: on a busy machine, too, other users stay below it
CONSTANT_BYTES = 131072  # more for each reader: a segment of 64 KiB, a chunk, rounding
LOAD = ("--rate", 50, "--payload-bytes", 8000, "--history-messages", 50)


def send_queues(port):
    """The bytes in the send queue of each of the server's connections."""
    queues = []
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[1].split(":")[1], 16) == port and fields[3] == "01":
            queues.append(int(fields[4].split(":")[0], 16))
    return queues


class Watch(threading.Thread):
    """Measures the most memory and the longest send queue of a server."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.ended = server, threading.Event()
        self.start_bytes = self.most_bytes = resident_bytes(server.process.pid)
        self.longest_queue = 0

    def run(self):
        while not self.ended.wait(0.05):
            self.most_bytes = max(self.most_bytes, resident_bytes(self.server.process.pid))
            self.longest_queue = max([self.longest_queue, *send_queues(self.server.port)])


def slow_run(world, engine, transport, policy, backlog_bytes=BACKLOG_BYTES):
    with Server(world, engine, "--publish-start", "request", "--backlog-bytes", backlog_bytes,
                "--backlog-policy", policy, *LOAD) as server:
        run = Client(world, server, transport, "--clients", USERS,
                     "--faults", f"slow_reader@0+2.3*{SLOW / USERS}",
                     "--receive-buffer-bytes", 32768, "--warmup", 1.1, "--duration", 2.4,
                     "--interval", 50, "--drain-s", 1, "--reconnect-base-ms", 10)
        run.wait_for_phase("measure")
        watch = Watch(server)
        watch.start()
        run.wait_for_phase("drain")
        watch.ended.set()
        watch.join()
        _, result, text = run.result()
    check(result["outcome"] == "done", engine, transport, text)
    return result, server.counts["counters"], watch


def check_slow(world, engine, transport, policy):
    result, counted, watch = slow_run(world, engine, transport, policy)
    what, slow = (engine, transport, policy), result["slow"]
    check(watch.longest_queue <= BACKLOG_BYTES + CONSTANT_BYTES, *what, "queue",
          watch.longest_queue)
    grown = (watch.most_bytes - watch.start_bytes) / SLOW
    check(grown <= BACKLOG_BYTES + CONSTANT_BYTES, *what, "memory", grown)
    check(slow["users"] == SLOW and slow["lost"] > 0, *what, slow)
    check(result["lost"] == slow["lost"] == slow["skipped"], *what, result["lost"], slow)
    dropped, cut = counted["messages_dropped"], counted["connections_dropped"]
    if policy == "drop_connection":
        check(cut >= SLOW and dropped == 0, *what, cut, dropped)
        check(result["life"]["lost"]["reset"] >= SLOW, *what, result["life"]["lost"])
    else:
        check(cut == 0, *what, cut)
        check(transport == "long_poll" or dropped >= slow["lost"], *what, dropped, slow)


@test(late_s=0.33 / 3)
def a_slow_reader_costs_the_server_one_backlog_and_other_users_nothing(world):
    together(check_slow, [(world, "lws", "websocket", "drop_oldest"),
                          (world, "lws", "sse", "drop_connection"),
                          (world, "lws", "long_poll", "drop_oldest"),
                          (world, "civetweb", "sse", "drop_oldest"),
                          (world, "civetweb", "websocket", "drop_connection"),
                          (world, "civetweb", "long_poll", "drop_oldest"),
                          (world, "epoll", "websocket", "drop_connection"),
                          (world, "epoll", "sse", "drop_oldest")], at_once=2)


@test()
def without_a_backlog_limit_a_slow_reader_fills_the_kernels_buffer(world):
    _, _, watch = slow_run(world, "lws", "sse", "drop_oldest", 0)
    check(watch.longest_queue > 2 * (BACKLOG_BYTES + CONSTANT_BYTES), "queue", watch.longest_queue)
