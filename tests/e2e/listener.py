"""A server that a test makes, and the parts of HTTP that such servers have in common."""
import contextlib
import socket
import threading


class Listener:
    """Listens for the length of a `with`; each connection gets a thread that calls serve()."""

    port = 0  # chosen by the system, and kept from then on

    def __enter__(self):
        self.listen()
        return self

    def __exit__(self, *_):
        self.refuse()

    def listen(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=1024)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def refuse(self):
        """Accepts no connection any more."""
        with contextlib.suppress(OSError):  # it has been called before
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self, listener):
        with contextlib.suppress(OSError):  # the listener is shut down
            while True:
                self.accepted(listener.accept()[0])

    def accepted(self, connection):
        threading.Thread(target=self.serve, args=(connection,), daemon=True).start()


def head_of(connection):
    """The bytes up to an empty line, and those that came with them."""
    data = b""
    while b"\r\n\r\n" not in data:
        got = connection.recv(4096)
        if not got:
            break
        data += got
    return data


def answer_of(connection):
    """(head, body) of an answer with a Content-Length."""
    head, _, body = head_of(connection).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head, body


def copy(source, target):
    """Passes on what comes from one connection to another, until either ends."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):  # also where the source was reset
        target.shutdown(socket.SHUT_WR)
