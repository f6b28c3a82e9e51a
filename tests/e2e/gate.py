"""Servers in front of a real pushbench-server that fail users on purpose. Control requests reach
the real server."""
import contextlib
import socket
import struct
import threading
import time

from harness import check
from listener import Listener, answer_of, copy, head_of

WAIT_S = 30


def is_control(head):
    return head.startswith((b"GET /stats", b"POST /start"))


class Gate(Listener):
    """Calls `behave(connection, head)` for each user's connection. `refuses`: accepts nothing after
    the first control connection."""

    def __init__(self, server, behave, refuses=False):
        self.server, self.behave, self.refuses = server, behave, refuses
        self.treated = 0  # connections of users, so far
        self.changed = threading.Condition()

    def serve(self, connection):
        with connection:
            try:
                head = head_of(connection)
                if is_control(head):
                    self.pass_on(connection, head)
                elif head:
                    self.count()
                    self.behave(connection, head)
            except OSError:
                pass

    def count(self):
        with self.changed:
            self.treated += 1
            self.changed.notify_all()

    def wait_for(self, connections):
        with self.changed:
            check(self.changed.wait_for(lambda: self.treated >= connections, WAIT_S),
                  "users came", self.treated, "times, not", connections)

    def pass_on(self, connection, head):
        with socket.create_connection(("127.0.0.1", self.server.port)) as real:
            while head:
                real.sendall(head)
                if self.refuses:
                    self.refuse()
                connection.sendall(b"\r\n\r\n".join(answer_of(real)))
                head = head_of(connection)


def reset(connection, _):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def close(_, __):
    pass


def until_the_end(connection):
    while connection.recv(4096):
        pass


def refuse_with_503(connection, _):
    connection.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
                       b"Connection: close\r\n\r\n")
    until_the_end(connection)


def open_and_close(connection, _):
    """An event stream that ends soon; the pause lets its user become ready before."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    time.sleep(0.05)


def babble(connection, head):
    """Another protocol than HTTP, or an upgrade without the proof of the key."""
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
                       if b"Upgrade: websocket" in head else b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    until_the_end(connection)


class Silence:
    """Never answers; measures how long each user waits."""

    def __init__(self):
        self.waited_s = []
        self.changed = threading.Condition()

    def __call__(self, connection, _):
        began = time.monotonic()
        try:
            connection.recv(1)
        except OSError:
            pass
        with self.changed:
            self.waited_s.append(time.monotonic() - began)
            self.changed.notify_all()

    def wait_for(self, users):
        with self.changed:
            check(self.changed.wait_for(lambda: len(self.waited_s) >= users, WAIT_S),
                  "users waited", self.waited_s)


class Relay(Listener):
    """Relays all connections to a real server, and can cut them."""

    def __init__(self, server):
        self.server = server
        self.heads = []  # of the users' connections, in the order of their requests
        self.pairs = []

    def serve(self, connection):
        with connection, contextlib.suppress(OSError):
            head = head_of(connection)
            if not head:
                return
            with socket.create_connection(("127.0.0.1", self.server.port)) as real:
                if not is_control(head):
                    self.heads.append(head)
                    self.pairs.append((connection, real))
                real.sendall(head)
                back = threading.Thread(target=copy, args=(real, connection), daemon=True)
                back.start()
                copy(connection, real)
                back.join()

    def cut(self, refuse_s):
        """Resets every user's connection, and refuses new ones for a while."""
        self.refuse()
        for connection, real in self.pairs:
            reset(connection, None)
            for end in (connection, real):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RD)  # close() alone has no effect while a thread reads
                end.close()
        self.pairs = []
        time.sleep(refuse_s)
        self.listen()
