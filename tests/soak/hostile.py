"""Acts of malicious or broken clients. Each is a function of a `Peer`, and is bounded in its time
and in the bytes that it sends."""
import base64
import contextlib
import json
import socket
import struct
import time
import zlib

from websocket_wire import BINARY, CLOSE, CONTINUATION, PING, TEXT, frame, handshake

PATIENCE_S = 2  # to wait for an answer, or to hold a connection
CLIENTS_AT_ONCE = 20
CHANNEL = 5  # ordinary users listen to the channels below it
DEFLATED = 4  # RSV1
ACTS = []


def act(function):
    ACTS.append(function)
    return function


class Peer:
    """A client of the server on `port`, with random numbers of its own."""

    def __init__(self, port, dice):
        self.port, self.dice = port, dice
        self.authority = f"127.0.0.1:{port}"

    @contextlib.contextmanager
    def connection(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as made:
            yield made

    def send(self, data, wait=True):
        """Sends on a new connection; returns the answer, unless it is not waited for."""
        with self.connection() as connection:
            connection.sendall(data)
            return hear(connection) if wait else b""

    def get(self, path, *lines):
        return request("GET", path, self.authority, *lines)

    def post(self, body, *lines, path=f"/publish?channel={CHANNEL}"):
        return request("POST", path, self.authority, f"Content-Length: {len(body)}", *lines) + body

    def upgrade(self, *lines):
        return handshake(CHANNEL, base64.b64encode(self.dice.randbytes(16)).decode(), lines=lines)

    @contextlib.contextmanager
    def websocket(self, *lines):
        with self.connection() as connection:
            connection.sendall(self.upgrade(*lines))
            connection.recv(65536)
            yield connection

    def junk(self, most):
        return self.dice.randbytes(self.dice.randrange(1, most))


def request(method, path, authority, *lines):
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {authority}", *lines, "", ""]).encode()


def hear(connection, most=1 << 20):
    """Reads to the end of the connection, until nothing comes for 0.2 s, or for PATIENCE_S: the
    messages of a channel may never pause."""
    heard, end_s = b"", time.monotonic() + PATIENCE_S
    with contextlib.suppress(OSError):
        connection.settimeout(0.2)
        while len(heard) < most and time.monotonic() < end_s and (data := connection.recv(65536)):
            heard += data
    return heard


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()



def message(text):
    return json.dumps({"data": text}).encode()


# --- connections ---------------------------------------------------------------------------


@act
def random_bytes(peer):
    peer.send(peer.junk(5000))


@act
def half_a_head(peer):
    """Holds connections whose requests are never complete."""
    with contextlib.ExitStack() as held:
        for _ in range(CLIENTS_AT_ONCE):
            connection = held.enter_context(peer.connection())
            whole = peer.get("/sse", "Accept: text/event-stream")
            connection.sendall(whole[:peer.dice.randrange(1, len(whole) - 1)])
        time.sleep(peer.dice.random() * PATIENCE_S)


@act
def reset_at_any_stage(peer):
    for path in ("/short_poll", "/long_poll", "/sse", "/stats"):
        with peer.connection() as connection:
            whole = peer.get(f"{path}?channel={CHANNEL}")
            connection.sendall(whole[:peer.dice.randrange(len(whole) + 1)])
            if peer.dice.random() < 0.5:
                hear(connection)
            reset(connection)


@act
def come_and_go(peer):
    for _ in range(3):
        with contextlib.ExitStack() as held:
            for _ in range(CLIENTS_AT_ONCE):
                held.enter_context(peer.connection())


@act
def do_not_read(peer):
    """Asks for more messages than its sockets take, and reads none."""
    with contextlib.ExitStack() as held:
        readers = []
        for path in ("/sse", "/long_poll", "/websocket"):
            connection = held.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.settimeout(PATIENCE_S)
            connection.connect(("127.0.0.1", peer.port))
            asked = f"{path}?channel={CHANNEL}&after=0"
            connection.sendall(peer.upgrade() if path == "/websocket" else peer.get(asked))
            readers.append(connection)
        for _ in range(10):
            peer.send(peer.post(message("x" * 30000)))
        time.sleep(peer.dice.random() * PATIENCE_S)
        for connection in readers:
            if peer.dice.random() < 0.5:
                reset(connection)


@act
def say_hello_in_tls(peer):
    peer.send(bytes.fromhex("16030100c8010000c40303") + peer.junk(200))


# --- requests ------------------------------------------------------------------------------


@act
def invalid_heads(peer):
    a = peer.authority
    for data in (b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 200,
                 request("GET", "/" + "a" * 20000, a), request("GET", "/sse", a, "X: " + "y" * 20000),
                 request("GET", f"http://{a}/stats", a), request("GET", "/stats", a, "X: 1", " folded"),
                 request("POST", "/publish", a, "Content-Length: 5", "Content-Length: 6") + b"hello",
                 request("POST", "/publish", a, "Expect: 100-continue", "Content-Length: 9"),
                 request("POST", "/publish", a, "Content-Length: 99999999") + b"{",
                 request("POST", "/publish", a, "Content-Length: -1") + b"{}",
                 request("POST", "/publish", a, "Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n",
                 request("GET", "/sse", a, "Last-Event-ID: " + "9" * 4000),
                 request("GET", "/short_poll?after=18446744073709551615", a),
                 request("GET", "/short_poll", a, "Accept-Encoding: " + "gzip, " * 900)):
        with contextlib.suppress(OSError):
            peer.send(data)


@act
def posts_in_one_segment(peer):
    body = message("pipelined")
    peer.send(peer.post(body) * peer.dice.randrange(2, 20))


@act
def deep_json(peer):
    depth = peer.dice.choice((100, 1000, 2048, 10000, 200000))
    text = peer.dice.choice((b"[", b'{"data":')) * depth
    peer.send(peer.post(text))
    with peer.websocket() as connection:
        connection.sendall(frame(TEXT, text))
        hear(connection)


@act
def invalid_bodies(peer):
    for body in (b"", b"x", b'{"data":7}', b'{"data":"\xff\xfe"}', b'{"data":"a","due_ns":-1}',
                 b'{"data":"a","due_ns":99999999999999999999}', b'{"data":"\\u0000"}', peer.junk(3000),
                 message("y" * 2000000)):
        with contextlib.suppress(OSError):
            peer.send(peer.post(body))


@act
def control_without_token(peer):
    for path in ("/start", "/silence", "/stats?from_ns=-1&to_ns=x"):
        peer.send(peer.post(b'{"ports":[1,2,3]}', "Origin: http://elsewhere.test", path=path))
        peer.send(peer.get(path, "Origin: http://elsewhere.test"))


# --- frames --------------------------------------------------------------------------------


@act
def malformed_frames(peer):
    choices = (frame(TEXT, b"hello", mask=False), frame(TEXT, b"rsv", rsv=7),
               frame(PING, b"p" * 126), frame(PING, b"in pieces", final=False),
               frame(3, b"reserved"),
               frame(CLOSE, b"\x03"), frame(CLOSE, b"\x03\xe7"), frame(CLOSE, b"\x03\xe8\xff\xff"),
               frame(CONTINUATION, b"continues nothing"),
               frame(TEXT, b"begins", final=False) + frame(TEXT, b"begins again", final=False),
               frame(TEXT, b"\xff\xfe"), frame(BINARY, peer.junk(2000)),
               frame(TEXT, b"", told=1 << 62), frame(TEXT, b"cut", told=60000), peer.junk(500),
               frame(CLOSE, b"\x03\xe8") + frame(TEXT, b"after my own close"))
    with peer.websocket() as connection:
        connection.sendall(b"".join(peer.dice.sample(choices, 2)))
        hear(connection)


@act
def pings_without_end(peer):
    with peer.websocket() as connection:
        for _ in range(50):
            connection.sendall(frame(PING, b"x" * 125) * 20)
        hear(connection)


@act
def a_message_in_a_thousand_pieces(peer):
    with peer.websocket() as connection:
        connection.sendall(frame(TEXT, final=False) +
                           frame(CONTINUATION, b"x", final=False) * 1000 + frame(CONTINUATION))
        hear(connection)


COMPRESSION = (("Sec-WebSocket-Extensions", "permessage-deflate"),)
BOMB_BYTES = 64 << 20
BOMBS = []


def bomb():
    """A compressed text of 64 MiB, all of it one letter."""
    if not BOMBS:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = b"".join(packer.compress(b"x" * (1 << 20)) for _ in range(BOMB_BYTES >> 20))
        BOMBS.append((packed + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff"))
    return BOMBS[0]


@act
def decompression_bomb(peer):
    with peer.websocket(*COMPRESSION) as connection:
        connection.sendall(frame(TEXT, bomb(), rsv=DEFLATED))
        hear(connection)


@act
def invalid_compression(peer):
    with peer.websocket(*COMPRESSION) as connection:
        connection.sendall(frame(TEXT, peer.junk(2000), rsv=DEFLATED))
        hear(connection)
