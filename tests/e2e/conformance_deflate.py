"""permessage-deflate (RFC 7692) on the engine that offers it: by the twelfth and thirteenth section
of the Autobahn suite, as far as texts that are published can be what they send, and faults."""
import concurrent.futures
import socket
import zlib

from conformance import Seen, unlike
from conformance_cases import INVALID, NOTHING, OK, PROTOCOL, data_of, publish
from harness import Server, check, test
from websocket_wire import (CLOSE, CONTINUATION, PING, TEXT, close_payload, connect, frame,
                            handshake)

DEFLATED = 4  # RSV1
TRAILER = b"\0\0\xff\xff"
OFFERS = ("permessage-deflate",
          "permessage-deflate; client_max_window_bits",
          "permessage-deflate; client_no_context_takeover",
          "permessage-deflate; client_no_context_takeover; server_no_context_takeover")
NOT_KEPT = ("permessage-deflate; server_no_context_takeover",
            "permessage-deflate; server_max_window_bits=9",
            "permessage-deflate; client_no_context_takeover; server_max_window_bits=15")
SIZES = (16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072)
MESSAGES = 20  # of each size, where the suite has a thousand


class Deflater:
    """Our side of the extension: one window over all messages, or one for each."""

    def __init__(self, fresh=False):
        self.fresh = fresh
        self.out = self.into = None

    def pack(self, octets):
        if self.out is None or self.fresh:
            self.out = zlib.compressobj(wbits=-15)
        packed = self.out.compress(octets) + self.out.flush(zlib.Z_SYNC_FLUSH)
        return packed[:-len(TRAILER)]

    def unpack(self, octets):
        if self.into is None or self.into.eof:
            self.into = zlib.decompressobj(wbits=-15)
        return self.into.decompress(octets + TRAILER)


class Inflated(Seen):
    def __init__(self):
        super().__init__()
        self.deflater = Deflater()
        self.message, self.compressed = b"", 0

    def take(self, first, second, payload):
        """Joins the fragments of a compressed message, as libwebsockets sends them."""
        if first & 0x8:
            super().take(first, second, payload)
            return
        if first & 0xf:
            self.message, self.compressed = b"", first & 0x40
        self.message += payload
        if first & 0x80:
            whole = self.deflater.unpack(self.message) if self.compressed else self.message
            super().take(0x80 | TEXT, second, whole)


def varied(size):
    """Data that is neither all alike nor without a pattern."""
    octets = b"".join(b"%x-" % (i * i) for i in range(size // 3 + 1))
    return octets[:len(data_of(size))]


def converse(server, channel, offer, sends, expected):
    """What came to these frames, and then a close frame when all texts were answered."""
    peer, seen = connect(server.port), Inflated()
    peer.send(handshake(channel, lines=(("Sec-WebSocket-Extensions", offer),)))
    head = peer.head()
    check("permessage-deflate" in head, offer, head)
    for each in sends:
        peer.send(each)
    try:
        if expected == 0:
            peer.send(frame(CLOSE, close_payload(OK)))
        while came := peer.frame():
            seen.take(*came)
            if len(seen.texts) == len(seen.numbers) == expected and came[0] & 0x80 and \
                    came[0] & 0xf != CLOSE:
                peer.send(frame(CLOSE, close_payload(OK)))
                expected = -1
            if came[0] & 0xf == CLOSE:
                peer.send(frame(CLOSE, came[2]))
                peer.end()
    except socket.timeout:
        seen.odd.append("nothing more came")
    peer.close()
    return seen


def round_trip(server, channel, offer, size):
    deflater = Deflater("client_no_context_takeover" in offer)
    texts = [varied(size)] * MESSAGES
    seen = converse(server, channel, offer,
                    [frame(TEXT, deflater.pack(publish(text)), rsv=DEFLATED) for text in texts],
                    MESSAGES)
    wrong = unlike("texts", seen.texts, texts) + seen.odd
    check(not wrong and seen.close == OK, offer, size, wrong, seen.close)


@test("conformance")
def compressed_texts_of_all_lengths_come_back_by_every_offer(world):
    given = [(offer, size) for offer in OFFERS for size in SIZES]
    with Server(world, "lws", "--rate", 0, "--compression", "--channels", len(given),
                "--backlog-bytes", 64 << 20) as server, \
            concurrent.futures.ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(round_trip, server, channel, *each)
                     for channel, each in enumerate(given)]:
            done.result()


def odd_but_right():
    """Name, frames and the texts that they are."""
    packed = Deflater().pack(publish(b"one"))
    yield "not compressed", [frame(TEXT, publish(b"one"))], [b"one"]
    yield "in fragments", [frame(TEXT, packed[:5], final=False, rsv=DEFLATED),
                           frame(PING, b"between"), frame(CONTINUATION, packed[5:])], [b"one"]
    stored = zlib.compressobj(level=0, wbits=-15)
    blocks = stored.compress(publish(b"one")) + stored.flush(zlib.Z_SYNC_FLUSH)
    yield "stored", [frame(TEXT, blocks[:-4], rsv=DEFLATED)], [b"one"]
    parts = zlib.compressobj(wbits=-15)
    whole = publish(b"one")
    blocks = parts.compress(whole[:6]) + parts.flush(zlib.Z_FULL_FLUSH)
    blocks += parts.compress(whole[6:]) + parts.flush(zlib.Z_SYNC_FLUSH)
    yield "in two blocks", [frame(TEXT, blocks[:-4], rsv=DEFLATED)], [b"one"]
    two = Deflater()
    yield "one message refers to another", [
        frame(TEXT, two.pack(publish(b"one and the same")), rsv=DEFLATED),
        frame(TEXT, two.pack(publish(b"one and the same")), rsv=DEFLATED)], \
        [b"one and the same"] * 2


def faults():
    """Name, frames and how the connection may end."""
    packed = Deflater().pack(publish(b"one"))
    # libwebsockets takes the bit on any frame
    yield "a ping with the bit", [frame(PING, b"x", rsv=DEFLATED)], (OK,)
    yield "a second fragment with the bit", [
        frame(TEXT, packed[:5], final=False, rsv=DEFLATED),
        frame(CONTINUATION, packed[5:], rsv=DEFLATED)], (OK,)
    yield "another bit", [frame(TEXT, packed, rsv=DEFLATED | 1)], (PROTOCOL,)
    yield "no deflate", [frame(TEXT, b"\xff" * 20, rsv=DEFLATED)], (NOTHING, PROTOCOL, INVALID)
    yield "no text", [frame(TEXT, Deflater().pack(b"\xff\xfe"), rsv=DEFLATED)], (INVALID,)
    yield "a reference before the beginning", [
        frame(TEXT, b"\x4b\x04\x83\x44\x00", rsv=DEFLATED)], (NOTHING, PROTOCOL, INVALID)


@test("conformance")
def odd_and_wrong_compressed_frames_are_told_apart(world):
    right, wrong = list(odd_but_right()), list(faults())
    with Server(world, "lws", "--rate", 0, "--compression", "--channels",
                len(right) + len(wrong)) as server:
        for channel, (name, sends, texts) in enumerate(right):
            seen = converse(server, channel, OFFERS[0], sends, len(texts))
            check(seen.texts == texts and seen.close == OK and not seen.odd,
                  name, seen.texts, seen.close, seen.odd)
        for channel, (name, sends, ends) in enumerate(wrong, len(right)):
            seen = converse(server, channel, OFFERS[0], sends, 0)
            check(seen.close in ends and not seen.odd, name, seen.close, seen.odd)


@test("conformance")
def an_offer_that_cannot_be_kept_is_not_taken_up(world):
    for engine, offers in (("civetweb", OFFERS + NOT_KEPT), ("lws", NOT_KEPT)):
        with Server(world, engine, "--rate", 0, "--compression") as server:
            for offer in offers:
                peer = connect(server.port)
                peer.send(handshake(lines=(("Sec-WebSocket-Extensions", offer),)))
                head = peer.head()
                peer.close()
                check(head.startswith("HTTP/1.1 101 ") and "xtensions" not in head, engine, offer,
                      head)
