"""permessage-deflate (RFC 7692) on the engines that have it: the cases of sections 12 and 13 of
the Autobahn suite whose texts can be published, and malformed frames."""
import socket
import zlib

from conformance import Seen, unlike
from conformance_cases import INVALID, NOTHING, OK, PROTOCOL, data_of, publish
from harness import DEFLATING_ENGINES, Server, check, test, together
from websocket_wire import CLOSE, CONTINUATION, PING, TEXT, close_payload, frame, upgrade

DEFLATED = 4  # RSV1
TRAILER = b"\0\0\xff\xff"
OFFERS = ("permessage-deflate",
          "permessage-deflate; client_max_window_bits",
          "permessage-deflate; client_no_context_takeover",
          "permessage-deflate; client_no_context_takeover; server_no_context_takeover")
# Offers that libwebsockets cannot keep: see servers/engines/lws/lws_websocket.c.
WINDOWS = ("permessage-deflate; server_no_context_takeover",
           "permessage-deflate; server_max_window_bits=9",
           "permessage-deflate; client_no_context_takeover; server_max_window_bits=15")
# Offers that nobody can keep, or that are none.
WRONG = ("permessage-deflate; server_max_window_bits=8",
         "permessage-deflate; server_max_window_bits=16",
         "permessage-deflate; x=1")
AGREED = {"lws": OFFERS, "epoll": OFFERS + WINDOWS, "civetweb": ()}
DECLINED = {"lws": WINDOWS, "epoll": WRONG, "civetweb": OFFERS + WINDOWS}
SIZES = (16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072)
MESSAGES = 20  # of each size; the suite sends a thousand


class Deflater:
    """The test's side of the extension: one window for all messages, or (`fresh`) one for each."""

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
    """The frames from the other side, decompressed."""

    def __init__(self):
        super().__init__()
        self.deflater = Deflater()
        self.message, self.compressed = b"", 0

    def take(self, first, second, payload):
        """Joins the fragments of a message, since libwebsockets sends compressed ones in
        several."""
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
    """Data that can be compressed, but not to nearly nothing."""
    octets = b"".join(b"%x-" % (i * i) for i in range(size // 3 + 1))
    return octets[:len(data_of(size))]


def offer_lines(offer):
    return (("Sec-WebSocket-Extensions", offer),)


def converse(server, channel, offer, sends, expected):
    """Sends these frames, and a close frame when `expected` texts were answered; returns the frames
    that came back."""
    peer, seen = upgrade(server.port, channel, lines=offer_lines(offer)), Inflated()
    check("permessage-deflate" in peer.answer, offer, peer.answer)
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


@test()
def compressed_texts_of_all_lengths_come_back_unchanged_for_every_offer(world):
    for engine in DEFLATING_ENGINES:
        given = [(offer, size) for offer in AGREED[engine] for size in SIZES]
        with Server(world, engine, "--rate", 0, "--compression", "--channels", len(given),
                    "--backlog-bytes", 64 << 20) as server:
            together(round_trip, [(server, channel, *each) for channel, each in enumerate(given)],
                     at_once=8)


def unusual():
    """(name, frames, the texts that they carry)"""
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


def wrong():
    """(name, frames, how the connection may end)"""
    packed = Deflater().pack(publish(b"one"))
    anywhere = {"lws": (OK,), "epoll": (PROTOCOL,)}  # libwebsockets accepts RSV1 on any frame
    yield "a ping with the bit", [frame(PING, b"x", rsv=DEFLATED)], anywhere
    yield "a second fragment with the bit", [
        frame(TEXT, packed[:5], final=False, rsv=DEFLATED),
        frame(CONTINUATION, packed[5:], rsv=DEFLATED)], anywhere
    yield "another bit", [frame(TEXT, packed, rsv=DEFLATED | 1)], (PROTOCOL,)
    yield "no deflate", [frame(TEXT, b"\xff" * 20, rsv=DEFLATED)], (NOTHING, PROTOCOL, INVALID)
    yield "no text", [frame(TEXT, Deflater().pack(b"\xff\xfe"), rsv=DEFLATED)], (INVALID,)
    yield "a reference before the beginning", [
        frame(TEXT, b"\x4b\x04\x83\x44\x00", rsv=DEFLATED)], (NOTHING, PROTOCOL, INVALID)


@test()
def unusual_compressed_frames_are_taken_and_wrong_ones_refused(world):
    taken, refused = list(unusual()), list(wrong())
    for engine in DEFLATING_ENGINES:
        with Server(world, engine, "--rate", 0, "--compression", "--channels",
                    len(taken) + len(refused)) as server:
            for channel, (name, sends, texts) in enumerate(taken):
                seen = converse(server, channel, OFFERS[0], sends, len(texts))
                check(seen.texts == texts and seen.close == OK and not seen.odd,
                      engine, name, seen.texts, seen.close, seen.odd)
            for channel, (name, sends, ends) in enumerate(refused, len(taken)):
                ends = ends[engine] if isinstance(ends, dict) else ends
                seen = converse(server, channel, OFFERS[0], sends, 0)
                check(seen.close in ends and not seen.odd, engine, name, seen.close, seen.odd)


@test()
def an_extension_offer_that_cannot_be_met_is_declined(world):
    for engine, offers in DECLINED.items():
        with Server(world, engine, "--rate", 0, "--compression") as server:
            for offer in offers:
                with upgrade(server.port, lines=offer_lines(offer)) as peer:
                    check("xtensions" not in peer.answer, engine, offer, peer.answer)
