"""The same cases for the client: a server made for it says what no server should, to one user a
case, and hears what that does."""
import collections
import json
import socket
import subprocess
import threading
import time

from conformance import LAST_PING, Seen, compare, unlike
from conformance_cases import OK, PROTOCOL, cases
from conformance_deviations import CLIENT_DEVIATIONS
from harness import check, test
from websocket_wire import (CLOSE, MASKED, PING, PONG, TEXT, Peer, TIMEOUT_S, accept_of,
                            close_payload, frame)

LIBRARIES = ("raw", "lws")
ASKED, ANSWER = b"ping", b"pong"  # the texts of a heartbeat: a text that is answered
# these texts are UTF-8, but no messages that a server could publish: a client may count them
NO_FAULT = ("1.1.1", "6.1.1", "6.1.2", "6.7.1")


def unmasked(octets):
    """A user's frames as a server's."""
    sent = b""
    peer = Peer(socket.socket(), octets)
    while peer.unread:
        head = peer.take(2)
        length = peer.take({126: 2, 127: 8}.get(head[1] & 0x7f, 0))
        size = int.from_bytes(length, "big") if length else head[1] & 0x7f
        key = peer.take(4)
        payload = peer.take(min(size, len(peer.unread)))
        repeated = (key * (len(payload) // 4 + 1))[:len(payload)]
        plain = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
        sent += head[:1] + bytes((head[1] & 0x7f,)) + length + plain.to_bytes(len(payload), "big")
    peer.close()
    return sent


def cases_of_clients():
    """(number, octets, the case); masks are wrong where they are right for a server."""
    for case in cases():
        if case.number.startswith("rfc 5.1"):
            continue
        if case.number in NO_FAULT:
            case.ends = None
        yield case.number, unmasked(b"".join(case.sends)), case
    for name, opcode in (("text", TEXT), ("ping", PING), ("close", CLOSE)):
        payload = close_payload(OK) if opcode == CLOSE else ASKED
        number = f"rfc 5.1 a {name} with a mask"
        octets = frame(opcode, payload)
        yield number, octets, type(case)(number, [], ends=PROTOCOL)


class Heard(Seen):
    """Of a client: its frames are masked, and its texts answers to heartbeats."""

    def take(self, first, second, payload):
        if not second & MASKED:
            self.odd.append("a frame without a mask")
        if first & 0xf == TEXT and payload == ANSWER:
            self.texts.append(payload)
        else:
            super().take(first, second & ~MASKED, payload)


def converse(peer, octets, case):
    """As conformance.drive does on the other side."""
    heard, good = Heard(), case.ends is None
    last = frame(TEXT, ASKED, mask=False) if good else \
        frame(CLOSE, close_payload(OK), mask=False)
    peer.send(octets + last, case.piece)
    if case.cut:  # or who waits for the rest would do so for long
        peer.end()
    try:
        while came := peer.frame():
            heard.take(*came)
            if good and came[2] == ANSWER:
                again = len(heard.texts) > 1
                peer.send(frame(PING, LAST_PING, mask=False) if again else last)
            if good and came[2] == LAST_PING:
                peer.send(frame(CLOSE, case.closes, mask=False))
            if came[0] & 0xf == CLOSE:
                peer.end()
    except socket.timeout:
        heard.odd.append("nothing more came")
    return heard


def differs(case, heard):
    good = case.ends is None
    close = case.answer if good else case.ends
    said = [] if heard.close == close else [f"close {heard.close} for {close}"]
    said += unlike("pongs", heard.pongs, case.pongs + [LAST_PING] if good else case.pongs)
    said += unlike("answers", heard.texts, [ANSWER] * 2 if good else [])
    return ", ".join(said + heard.odd) or None


class HostileServer:
    """A case for each channel; a user who comes again is let be. The last channel's handshake is
    answered when all cases are through, so that the client waits for them."""

    def __init__(self, given):
        self.given, self.found = given, {}
        self.visits = collections.Counter()
        self.through = threading.Event()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        connection.settimeout(TIMEOUT_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer = Peer(connection)
        try:
            while head := peer.head():
                if " /websocket?" in head:
                    self.websocket(peer, head)
                    break
                self.control(peer, head)
        except (OSError, ValueError):
            pass
        peer.close()

    def control(self, peer, head):
        now_ns = time.monotonic_ns()
        channels = [{"channel": i, "newest": 0, "count": 0, "first": 0, "last": 0}
                    for i in range(len(self.given) + 1)]
        answer = {"epoch_ns": now_ns + 10 ** 7, "published": 0, "published_until_ns": 1 << 62,
                  "counters": {}, "channels": channels}
        body = json.dumps(answer).encode()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                  + str(len(body)).encode() + b"\r\n\r\n" + body)

    def websocket(self, peer, head):
        key = next(line.split(": ")[1] for line in head.split("\r\n")
                   if line.lower().startswith("sec-websocket-key"))
        channel = int(head.split("channel=")[1].split("&")[0].split()[0])
        with self.lock:
            self.visits[channel] += 1
            first = self.visits[channel] == 1
        if channel == len(self.given):
            self.through.wait()
        peer.send(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                   + accept_of(key) + "\r\n\r\n").encode())
        if not first or channel == len(self.given):
            self.be_quiet(peer)
            return
        number, octets, case = self.given[channel]
        heard = converse(peer, octets, case)
        with self.lock:
            self.found[number] = differs(case, heard)
            if len(self.found) == len(self.given):
                self.through.set()

    @staticmethod
    def be_quiet(peer):
        while came := peer.frame():
            if came[0] & 0xf == CLOSE:
                peer.send(frame(CLOSE, came[2], mask=False))
                peer.end()


@test("conformance")
def websockets_of_the_client_are_as_the_rfc_has_them(world):
    given = list(cases_of_clients())
    for library in LIBRARIES:
        with HostileServer(given) as server:
            done = subprocess.run(
                [world.program("pushbench-client"), "--transport", "websocket", "--connect",
                 f"http://127.0.0.1:{server.port}", "--client-library", library,
                 "--clients", str(len(given) + 1), "--channels", str(len(given) + 1),
                 "--rate", "0", "--warmup", "0", "--duration", "0.1", "--drain", "1",
                 "--connect-timeout", "60000"],
                capture_output=True, text=True, timeout=100)
        check(done.returncode in (0, 1), library, done.returncode, done.stderr)
        check(len(server.found) == len(given), library, "only", len(server.found), done.stderr)
        compare(library, server.found, CLIENT_DEVIATIONS[library])
