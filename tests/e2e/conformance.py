"""Whether both engines do as RFC 6455 requires, by the cases of the Autobahn test suite."""
import concurrent.futures
import json
import socket

from conformance_cases import NOTHING, OK, cases, message_data, text
from conformance_deviations import CHANCE, DEVIATIONS
from harness import ENGINES, Server, check, test
from websocket_wire import (CLOSE, KEY, PING, PONG, TEXT, accept_of, close_payload, connect, frame,
                            handshake, upgrade)

AT_ONCE = 32
BACKLOG = ("--backlog-bytes", 8 << 20)  # holds the largest messages until the test reads them
LAST_TEXT, LAST_PING = b"last text", b"last ping"


class Seen:
    """The frames from the other side, sorted by kind, so that they can be compared."""

    def __init__(self):
        self.numbers, self.texts, self.pongs, self.close, self.odd = [], [], [], NOTHING, []

    def take(self, first, second, payload):
        opcode = first & 0xf
        if first & 0xf0 != 0x80 or second & 0x80:
            self.odd.append(f"a frame that begins with {first:#x} {second:#x}")
        elif self.close != NOTHING:
            self.odd.append(f"a frame {opcode:#x} behind the close frame")
        elif opcode == TEXT and message_data(payload) is not None:
            self.texts.append(message_data(payload))
        elif opcode == TEXT:
            self.numbers.append(json.loads(payload)["seq"])
        elif opcode == PONG:
            self.pongs.append(payload)
        elif opcode == CLOSE:
            self.close = int.from_bytes(payload[:2], "big") if len(payload) > 1 else 1005
        else:
            self.odd.append(f"a frame {opcode:#x}")


def short(items):
    return [item if isinstance(item, int) or len(item) < 40 else f"{len(item)} B"
            for item in items]


def unlike(what, seen, expected):
    if len(seen) != len(expected):
        return [f"{len(seen)} {what} for {len(expected)}"]
    return [f"{what} {short(seen)} for {short(expected)}"] if seen != expected else []


def drive(port, channel, case):
    """Sends a case; returns what came back until the stream ended. Then sends more, to see whether
    the other side still answers: after a fault a close frame, else two texts, a ping and a close
    frame, each when the one before was answered. (A library may leave out a ping that comes before
    it has answered the last one.)"""
    seen = Seen()
    peer = upgrade(port, channel)
    good = case.ends is None
    last = text(LAST_TEXT) if good else frame(CLOSE, close_payload(OK))
    peer.send(b"".join([*case.sends, last]), case.piece)
    try:
        while came := peer.frame():
            seen.take(*came)
            if good and came[0] & 0xf == TEXT and seen.texts[-1:] == [LAST_TEXT] and \
                    len(seen.numbers) == len(seen.texts):
                again = seen.texts[-2:-1] == [LAST_TEXT]
                peer.send(frame(PING, LAST_PING) if again else text(LAST_TEXT))
            if good and came[2] == LAST_PING:
                peer.send(frame(CLOSE, case.closes))
            if came[0] & 0xf == CLOSE:
                peer.send(frame(CLOSE, came[2]))
                peer.end()
    except socket.timeout:
        seen.odd.append("nothing more came")
    peer.close()
    return seen


def differs(case, seen):
    """Describes how the frames differ from the case; None if they do not."""
    close = case.answer if case.ends is None else case.ends
    texts = case.texts + [LAST_TEXT] * 2 if case.ends is None else case.texts
    pongs = case.pongs + [LAST_PING] if case.ends is None else case.pongs
    said = [] if seen.close == close else [f"close {seen.close} for {close}"]
    said += unlike("answers", seen.numbers, list(range(1, len(texts) + 1)))
    said += unlike("pongs", seen.pongs, pongs)
    if case.ends is None:
        said += unlike("texts", seen.texts, texts)
    return ", ".join(said + seen.odd) or None


def compare(who, found, known):
    """`found`: how each case deviates, or None; `known`: how it is to deviate, and why."""
    wrong = []
    for number, how in found.items():
        expected = known.get(number, (None, ""))[0]
        if how != expected and not (expected == CHANCE and number in known):
            wrong.append(f"{number}: {how or 'as the RFC has it'}, not {expected or 'so'}")
    check(not wrong, who, "; ".join(wrong))
    check(not known.keys() - found.keys(), who, "no such cases:", known.keys() - found.keys())


@test()
def websocket_servers_do_as_rfc_6455_requires(world):
    given = cases()
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0, "--channels", len(given), *BACKLOG) as server, \
                concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            seen = pool.map(lambda each: drive(server.port, *each), enumerate(given))
            found = {case.number: differs(case, each) for case, each in zip(given, seen)}
        compare(engine, found, DEVIATIONS[engine])


HANDSHAKES = (
    ("as it should be", {}, 101),
    ("tokens in another case and among others",
     {"upgrade": "WebSocket", "connection": "keep-alive, upgrade"}, 101),
    ("a subprotocol and an extension that are not known", {"lines": (
        ("Sec-WebSocket-Extensions", "x-unknown; level=3"),)}, 101),
    *((f"version {version}", {"version": version}, 426)
      for version in ("8", "0", "7", "12", "14", "99", "13a", "013", "", None)),
    *((f"the key {key}", {"key": key}, 400)
      for key in ("", None, "c2hvcnQ=", KEY + KEY, "*" * 22 + "==", KEY[:-2] + "AA", KEY[:-1])),
    ("no Upgrade", {"upgrade": None}, 400),
    ("another Upgrade", {"upgrade": "h2c"}, 403),
    ("no Connection", {"connection": None}, 400),
    ("another Connection", {"connection": "keep-alive"}, 400),
    ("another method", {"method": "POST", "lines": (("Content-Length", "0"),)}, 405),
    ("HTTP/1.0", {"http": "1.0"}, 400),
    ("another path", {"path": "/sse"}, 400),
    ("no such path", {"path": "/sockets"}, 404),
    ("no such channel", {"channel": 1}, 404),
    ("no number as channel", {"channel": "x"}, 400),
)


def handshake_seen(port, options):
    """(status of the answer, how the answer contradicts the RFC)"""
    peer = connect(port)
    peer.send(handshake(**options))
    head = peer.head()
    peer.close()
    status = int(head.split()[1]) if head else None
    if status == 101 and accept_of(KEY) not in head:
        return status, "without the right Sec-WebSocket-Accept"
    if status == 101 and "xtensions" in head:
        return status, "with an extension that is not known"
    if status == 426 and "Sec-WebSocket-Version: 13" not in head:
        return status, "without Sec-WebSocket-Version"
    return status, ""


@test()
def opening_handshakes_are_answered_as_rfc_6455_requires(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            found = {}
            for name, options, status in HANDSHAKES:
                seen, how = handshake_seen(server.port, options)
                found[name] = f"{seen} {how} for {status}" if (seen, how) != (status, "") else None
        compare(engine, found, {})


@test()
def nothing_follows_a_close_frame_however_much_is_published(world):
    def one(port, _):
        peer, seen = upgrade(port), Seen()
        while len(seen.texts) < 20:
            seen.take(*peer.frame())
        peer.send(frame(CLOSE, close_payload(OK)))
        while came := peer.frame():
            seen.take(*came)
        peer.close()
        return seen

    for engine in ENGINES:
        with Server(world, engine, "--rate", 5000) as server, \
                concurrent.futures.ThreadPoolExecutor(10) as pool:
            for seen in pool.map(lambda each: one(server.port, each), range(60)):
                # libwebsockets answers none while it has bytes to write
                answered = seen.close == OK or (engine == "lws" and seen.close == NOTHING)
                check(answered and not seen.odd, engine, seen.close, seen.odd)
