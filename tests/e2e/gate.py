"""A server that treats users badly: what is asked for the benchmark itself it passes on to a
real pushbench-server, and with every other connection it does what it is told."""
import socket
import struct
import threading
import time

from harness import check

WAIT_S = 30


def head_of(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        got = connection.recv(4096)
        if not got:
            break
        data += got
    return data


def is_control(head):
    return head.startswith((b"GET /stats", b"POST /start"))


class Gate:
    """For the length of a `with`. `behave(connection, head)` gets each user's connection."""

    def __init__(self, server, behave, refuse=False):
        self.server = server
        self.behave = behave
        self.refuse = refuse  # accept nothing more once the benchmark itself has been answered
        self.treated = 0  # connections of users, so far
        self.changed = threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

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
                if self.refuse:
                    self.listener.shutdown(socket.SHUT_RDWR)
                answer = head_of(real)
                length = int(answer.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                body = answer.partition(b"\r\n\r\n")[2]
                while len(body) < length:
                    got = real.recv(65536)
                    answer, body = answer + got, body + got
                connection.sendall(answer)
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
    """An event stream that ends as soon as its user is ready."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    time.sleep(0.05)


def babble(connection, head):
    """No HTTP at all, or an upgrade that proves nothing."""
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
                       if b"Upgrade: websocket" in head else b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    until_the_end(connection)


class Silence:
    """Says nothing; remembers how long each user waited."""

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


class Relay:
    """Passes everything on to a real server, for the length of a `with`, and can cut it."""

    def __init__(self, server):
        self.server = server
        self.heads = []  # of the users' connections, in the order in which they came
        self.pairs = []
        self.port = 0

    def __enter__(self):
        self.listen()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def listen(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            head = head_of(connection)
            if not head:
                connection.close()
                return
            real = socket.create_connection(("127.0.0.1", self.server.port))
            if not is_control(head):
                self.heads.append(head)
                self.pairs.append((connection, real))
            real.sendall(head)
        except OSError:
            return
        threading.Thread(target=self.copy, args=(real, connection), daemon=True).start()
        self.copy(connection, real)

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self, refuse_s):
        """Resets every user's connection, and refuses new ones for a while."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection, real in self.pairs:
            reset(connection, None)
            for end in (connection, real):  # a thread that reads it keeps close() from acting
                try:
                    end.shutdown(socket.SHUT_RD)
                except OSError:
                    pass
                end.close()
        self.pairs = []
        time.sleep(refuse_s)
        self.listen()
