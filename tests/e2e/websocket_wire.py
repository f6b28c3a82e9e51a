"""Writes and reads WebSocket handshakes and frames (RFC 6455), valid or not, without a library."""
import base64
import hashlib
import os
import socket
import struct

from harness import check

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xa
FINAL, MASKED = 0x80, 0x80
TIMEOUT_S = 20  # for a read: a peer that sends nothing fails the test

KEY = base64.b64encode(b"0123456789abcdef").decode()


def accept_of(key):
    digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return base64.b64encode(digest).decode()


def frame(opcode, payload=b"", final=True, rsv=0, mask=True, length=None, told=None):
    """One frame. `mask`: as clients send it. `length`: how many bytes the extended length has (0, 2
    or 8) if not the fewest. `told`: the length in the header if not the payload's."""
    size = len(payload) if told is None else told
    if length is None:
        length = 0 if size < 126 else 2 if size < 65536 else 8
    first = (FINAL if final else 0) | rsv << 4 | opcode
    second = (MASKED if mask else 0) | {0: size, 2: 126, 8: 127}[length]
    head = bytes((first, second)) + (size.to_bytes(length, "big") if length else b"")
    if not mask:
        return head + payload
    key = os.urandom(4)
    repeated = (key * (len(payload) // 4 + 1))[:len(payload)]
    masked = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
    return head + key + masked.to_bytes(len(payload), "big")


def close_payload(code, reason=b""):
    return struct.pack("!H", code) + reason


class Peer:
    """A connection that is read frame by frame; `rest` are bytes that were read before."""

    def __init__(self, connection, rest=b""):
        self.socket = connection
        self.unread = rest

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, data, piece=None):
        """In one write, or in writes of `piece` bytes. A closed connection is no error: the close
        frame can still be read."""
        try:
            for at in range(0, len(data), piece or len(data) or 1):
                self.socket.sendall(data[at:at + piece] if piece else data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def take(self, size):
        """The next `size` bytes; None at the end of the stream."""
        while len(self.unread) < size:
            try:
                more = self.socket.recv(1 << 20)
            except ConnectionResetError:
                more = b""
            if not more:
                return None
            self.unread += more
        taken, self.unread = self.unread[:size], self.unread[size:]
        return taken

    def head(self):
        """An HTTP head, without its empty line."""
        while b"\r\n\r\n" not in self.unread:
            before = len(self.unread)
            rest = self.take(before + 1)
            if rest is None:
                return self.unread.decode("latin-1")
            self.unread = rest + self.unread
        head, _, self.unread = self.unread.partition(b"\r\n\r\n")
        return head.decode("latin-1")

    def frame(self):
        """(first byte, second byte, payload, unmasked); None at the end of the stream."""
        head = self.take(2)
        if head is None:
            return None
        size = head[1] & 0x7f
        if size >= 126:
            longer = self.take(2 if size == 126 else 8)
            if longer is None:
                return None
            size = int.from_bytes(longer, "big")
        key = self.take(4) if head[1] & MASKED else bytes(4)
        payload = self.take(size)
        if key is None or payload is None:
            return None
        return head[0], head[1], bytes(b ^ key[i & 3] for i, b in enumerate(payload)) \
            if head[1] & MASKED else payload

    def close_code(self):
        """Reads on to the close frame; its code. None where the stream ends without one."""
        while came := self.frame():
            if came[0] & 0xf == CLOSE:
                return int.from_bytes(came[2][:2], "big")
        return None

    def end(self):
        """Sends a FIN; the other side's bytes can still be read."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:  # it is closed already
            pass

    def close(self):
        self.socket.close()


def handshake(channel=0, key=KEY, version="13", lines=(), method="GET", http="1.1",
              upgrade="websocket", connection="Upgrade", path="/websocket"):
    """The head of an opening handshake; a header that is None is left out."""
    given = (("Host", "127.0.0.1"), ("Upgrade", upgrade), ("Connection", connection),
             ("Sec-WebSocket-Key", key), ("Sec-WebSocket-Version", version), *lines)
    head = [f"{method} {path}?channel={channel} HTTP/{http}"]
    head += [f"{name}: {value}" for name, value in given if value is not None]
    return ("\r\n".join(head) + "\r\n\r\n").encode()


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Peer(connection)


def upgrade(port, *arguments, **options):
    """A connection after its opening handshake, whose head is in `answer`; the arguments are those
    of handshake()."""
    peer = connect(port)
    peer.send(handshake(*arguments, **options))
    peer.answer = peer.head()
    check(peer.answer.startswith("HTTP/1.1 101 ") and accept_of(KEY) in peer.answer, options,
          peer.answer)
    return peer
