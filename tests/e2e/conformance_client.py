"""The cases of conformance_cases.py for the client: a server sends each case to one user and judges
the user's answer."""
import collections
import json
import socket
import threading
import time

from conformance import LAST_PING, Seen, compare, unlike
from conformance_cases import OK, PROTOCOL, cases
from conformance_deviations import CLIENT_DEVIATIONS
from harness import WEBSOCKET_LIBRARIES, check, test
from listener import Listener
from websocket_wire import (CLOSE, MASKED, PING, TEXT, Peer, TIMEOUT_S, accept_of,
                            close_payload, frame)

ASKED, ANSWER = b"ping", b"pong"  # the texts of a heartbeat: the only texts that users answer
# These texts are UTF-8, but no messages: a client may count them and go on.
NO_FAULT = ("1.1.1", "6.1.1", "6.1.2", "6.7.1")


def unmasked(octets):
    """The frames of a case as a server sends them, without masks."""
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
    """(number, octets, case). From a server, masked frames are the fault."""
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


class SeenOfClient(Seen):
    """Frames of a client have masks, and its texts are answers to heartbeats."""

    def take(self, first, second, payload):
        if not second & MASKED:
            self.odd.append("a frame without a mask")
        if first & 0xf == TEXT and payload == ANSWER:
            self.texts.append(payload)
        else:
            super().take(first, second & ~MASKED, payload)


def converse(peer, octets, case):
    """Sends a case to a user; returns what came back. See conformance.drive."""
    heard, good = SeenOfClient(), case.ends is None
    last = frame(TEXT, ASKED, mask=False) if good else \
        frame(CLOSE, close_payload(OK), mask=False)
    peer.send(octets + last, case.piece)
    if case.cut:  # else the user would wait for the rest of the frame
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


class HostileServer(Listener):
    """Sends each channel's user its case; a user who reconnects gets none. The last channel has no
    case: its handshake is answered when all others are done, so that the client waits for them."""

    def __init__(self, given):
        self.given, self.found = given, {}
        self.visits = collections.Counter()
        self.all_done = threading.Event()
        self.lock = threading.Lock()

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
            self.all_done.wait()
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
                self.all_done.set()

    @staticmethod
    def be_quiet(peer):
        while came := peer.frame():
            if came[0] & 0xf == CLOSE:
                peer.send(frame(CLOSE, came[2], mask=False))
                peer.end()


@test()
def websocket_clients_do_as_rfc_6455_requires(world):
    given = list(cases_of_clients())
    for library in WEBSOCKET_LIBRARIES:
        with HostileServer(given) as server:
            done = world.run("pushbench-client", "--transport", "websocket", "--connect",
                             f"http://127.0.0.1:{server.port}", "--client-library", library,
                             "--clients", len(given) + 1, "--channels", len(given) + 1, "--rate", 0,
                             "--warmup", 0, "--duration", 0.1, "--drain", 1,
                             "--connect-timeout", 60000, timeout=100)
        check(done.returncode in (0, 1), library, done.returncode, done.stderr)
        check(len(server.found) == len(given), library, "only", len(server.found), done.stderr)
        compare(library, server.found, CLIENT_DEVIATIONS[library])
