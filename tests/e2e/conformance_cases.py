"""Cases for a WebSocket peer: the frames that it is sent, and what RFC 6455 requires it to do. They
have the numbers of the Autobahn test suite (crossbario/autobahn-testsuite, sections 1 to 7, 9, 10).

That suite expects an echo. Here the server publishes each text: it answers with the message's
number and sends the message back. Where the suite sends a text of N octets, the published text has
N octets too. A text that cannot be published (an empty or binary one) is to be answered with the
close code that docs/design.md names."""
import json

from conformance_texts import BEYOND, SECTIONS, SURROGATE, WHOLE, is_utf8
from websocket_wire import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, close_payload, frame)

OK, PROTOCOL, UNSUPPORTED, INVALID, TOO_BIG = 1000, 1002, 1003, 1007, 1009
NOTHING = "no close frame"
TAKEN_BYTES_MAX = 1 << 20  # of a message's data


class Case:
    """`sends`: the frames. `texts`: the data of the messages that are published, in order. `pongs`:
    the payloads of the answers to pings. `ends`: the close code by which the peer ends the
    connection; None: it does not, and answers the close frame `closes` with the code `answer`.
    `piece`: bytes in a write. `cut`: the last frame is incomplete."""

    def __init__(self, number, sends, texts=(), pongs=(), ends=None, piece=None,
                 closes=close_payload(OK), answer=OK, cut=False):
        self.number, self.sends, self.piece, self.cut = number, sends, piece, cut
        self.texts, self.pongs, self.ends = list(texts), list(pongs), ends
        self.closes, self.answer = closes, answer


def publish(data, note=b""):
    return b'{"data":"' + data + (b'","note":"' + note if note else b"") + b'"}'


def data_of(size):
    """Data with which the text that publishes it has `size` octets."""
    return b"*" * (size - len(publish(b"")))


def text(data, **options):
    return frame(TEXT, publish(data), **options)


def split(payload, size):
    """Fragments of `size` octets."""
    parts = [payload[at:at + size] for at in range(0, len(payload), size)]
    return [frame(CONTINUATION if i else TEXT, part, final=i + 1 == len(parts))
            for i, part in enumerate(parts)]


def framing():
    sizes = (0, 125, 126, 127, 128, 65535, 65536)
    for i, size in enumerate(sizes, 1):
        if size:
            yield Case(f"1.1.{i}", [text(data_of(size))], [data_of(size)])
        else:
            yield Case(f"1.1.{i}", [frame(TEXT)], ends=INVALID)
        yield Case(f"1.2.{i}", [frame(BINARY, b"\xfe" * size)], ends=UNSUPPORTED)
    yield Case("1.1.8", [text(data_of(65536))], [data_of(65536)], piece=997)
    yield Case("1.2.8", [frame(BINARY, b"\xfe" * 65536)], ends=UNSUPPORTED, piece=997)


def pings():
    long = b"\xfe" * 125
    hello, octets = b"Hello, world!", bytes((0, 255, 254, 253, 252, 251, 0, 255))
    yield Case("2.1", [frame(PING)], pongs=[b""])
    yield Case("2.2", [frame(PING, hello)], pongs=[hello])
    yield Case("2.3", [frame(PING, octets)], pongs=[octets])
    yield Case("2.4", [frame(PING, long)], pongs=[long])
    yield Case("2.5", [frame(PING, long + b"\xfe")], ends=PROTOCOL)
    yield Case("2.6", [frame(PING, long)], pongs=[long], piece=1)
    yield Case("2.7", [frame(PONG)])
    yield Case("2.8", [frame(PONG, b"unsolicited pong payload")])
    yield Case("2.9", [frame(PONG, b"unsolicited"), frame(PING, b"ping payload")],
               pongs=[b"ping payload"])
    ten = [f"payload-{i}".encode() for i in range(10)]
    yield Case("2.10", [frame(PING, each) for each in ten], pongs=ten)
    yield Case("2.11", [frame(PING, each) for each in ten], pongs=ten, piece=1)


def reserved():
    hello = b"Hello, world!"
    begun = [text(hello), text(hello, rsv=2), frame(PING)]
    yield Case("3.1", [text(hello, rsv=1)], ends=PROTOCOL)
    yield Case("3.2", begun, [hello], ends=PROTOCOL)
    yield Case("3.3", [text(hello), text(hello, rsv=3), frame(PING)], [hello], ends=PROTOCOL,
               piece=33)
    yield Case("3.4", [text(hello), text(hello, rsv=4), frame(PING)], [hello], ends=PROTOCOL,
               piece=1)
    yield Case("3.5", [frame(BINARY, b"\x00\xff\xfe", rsv=5)], ends=PROTOCOL)
    yield Case("3.6", [frame(PING, hello, rsv=6)], ends=PROTOCOL)
    yield Case("3.7", [frame(CLOSE, close_payload(OK), rsv=7)], ends=PROTOCOL)


def opcodes():
    hello = b"Hello, world!"
    for group, numbers in (("4.1", range(3, 8)), ("4.2", range(11, 16))):
        for i, opcode in enumerate(numbers, 1):
            payload = b"reserved opcode payload" if i % 2 == 0 else b""
            before = [text(hello)] if i >= 3 else []
            yield Case(f"{group}.{i}", [*before, frame(opcode, payload), frame(PING)],
                       [hello] * len(before), ends=PROTOCOL, piece=1 if i == 5 else None)


def fragments():
    both = publish(b"fragment1fragment2")
    first, second = frame(TEXT, both[:18], final=False), frame(CONTINUATION, both[18:])
    whole, ping = [b"fragment1fragment2"], frame(PING, b"ping payload")
    yield Case("5.1", [frame(PING, b"fragment1", final=False), frame(CONTINUATION, b"2")],
               ends=PROTOCOL)
    yield Case("5.2", [frame(PONG, b"fragment1", final=False), frame(CONTINUATION, b"2")],
               ends=PROTOCOL)
    for i, piece in enumerate((None, len(first), 1)):
        yield Case(f"5.{3 + i}", [first, second], whole, piece=piece)
        yield Case(f"5.{6 + i}", [first, ping, second], whole, [b"ping payload"], piece=piece)
        stray = frame(CONTINUATION, b"non-continuation payload")
        yield Case(f"5.{9 + i}", [stray, text(b"Hello, world!")], ends=PROTOCOL, piece=piece)
        stray = frame(CONTINUATION, b"non-continuation payload", final=False)
        yield Case(f"5.{12 + i}", [stray, text(b"Hello, world!")], ends=PROTOCOL, piece=piece)
    open_end = frame(CONTINUATION, b"fragment3", final=False)
    yield Case("5.15", [first, second, open_end, text(b"fragment4")], whole, ends=PROTOCOL)
    for number, final in (("5.16", False), ("5.17", True)):
        stray = frame(CONTINUATION, b"fragment1", final=final)
        yield Case(number, [stray, first, second] * 2, ends=PROTOCOL)
    yield Case("5.18", [first, frame(TEXT, both[18:])], ends=PROTOCOL)
    five = [b"fragment%d" % i for i in range(1, 6)]
    parts = [frame(TEXT, b'{"data":"' + five[0], final=False),
             *(frame(CONTINUATION, each, final=False) for each in five[1:4]),
             frame(CONTINUATION, five[4] + b'"}')]
    between = [*parts[:2], frame(PING, b"pongme 1!"), *parts[2:4], frame(PING, b"pongme 2!"),
               parts[4]]
    for number, piece in (("5.19", None), ("5.20", 1)):
        yield Case(number, between, [b"".join(five)], [b"pongme 1!", b"pongme 2!"], piece=piece)


def noted(octets):
    return publish(b"noted", octets)


def utf8():
    empty = frame(TEXT, final=False)
    yield Case("6.1.1", [frame(TEXT)], ends=INVALID)
    yield Case("6.1.2", [empty, frame(CONTINUATION, final=False), frame(CONTINUATION)],
               ends=INVALID)
    yield Case("6.1.3", [empty, frame(CONTINUATION, publish(b"middle"), final=False),
                         frame(CONTINUATION)], [b"middle"])
    valid = noted(WHOLE)
    at = valid.index("ö".encode())
    yield Case("6.2.1", [frame(TEXT, valid)], [b"noted"])
    yield Case("6.2.2", [frame(TEXT, valid[:at], final=False), frame(CONTINUATION, valid[at:])],
               [b"noted"])
    yield Case("6.2.3", split(valid, 1), [b"noted"])
    yield Case("6.2.4", split(noted("κόσμε".encode()), 1), [b"noted"])
    yield Case("6.3.1", [frame(TEXT, noted(SURROGATE))], ends=INVALID)
    yield Case("6.3.2", split(noted(SURROGATE), 1), ends=INVALID)
    # the message is never completed: its fault has to be found before
    begin, middle = b'{"data":"noted","note":"' + BEYOND[0], BEYOND[1]
    for i, piece in enumerate((None, 1)):
        for j, octets in enumerate((middle, middle[:2])):
            yield Case(f"6.4.{1 + 2 * i + j}", [frame(TEXT, begin, final=False),
                                                frame(CONTINUATION, octets, final=False)],
                       ends=INVALID, piece=piece)
    for section, strings in SECTIONS.items():
        for i, octets in enumerate(strings, 1):
            good = is_utf8(octets) and octets >= b" "  # JSON has no unescaped control characters
            yield Case(f"{section}.{i}", [frame(TEXT, noted(octets))], [b"noted"] if good else [],
                       ends=None if good else INVALID)


def closing():
    hello, normal = text(b"Hello World!"), frame(CLOSE, close_payload(OK))
    begun = frame(TEXT, b'{"data":"fragment', final=False)
    yield Case("7.1.1", [hello], [b"Hello World!"])
    yield Case("7.1.2", [normal, normal], ends=OK)
    yield Case("7.1.3", [normal, frame(PING)], ends=OK)
    yield Case("7.1.4", [normal, hello], ends=OK)
    yield Case("7.1.5", [begun, normal, frame(CONTINUATION, b'"}')], ends=OK)
    yield Case("7.1.6", [text(data_of(256 << 10)), hello, normal, frame(PING)],
               [data_of(256 << 10), b"Hello World!"], ends=OK)
    reason = b"Hello World!"
    yield Case("7.3.1", [], closes=b"", answer=1005)
    yield Case("7.3.2", [frame(CLOSE, b"a")], ends=PROTOCOL)
    yield Case("7.3.3", [])
    yield Case("7.3.4", [], closes=close_payload(OK, reason))
    yield Case("7.3.5", [], closes=close_payload(OK, b"*" * 123))
    yield Case("7.3.6", [frame(CLOSE, close_payload(OK, b"*" * 124))], ends=PROTOCOL)
    yield Case("7.5.1", [frame(CLOSE, close_payload(OK, SURROGATE))], ends=INVALID)
    for i, code in enumerate((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999,
                              4000, 4999), 1):
        yield Case(f"7.7.{i}", [], closes=close_payload(code), answer=code)
    for i, code in enumerate((0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999), 1):
        yield Case(f"7.9.{i}", [frame(CLOSE, close_payload(code))], ends=PROTOCOL)
    for i, code in enumerate((5000, 65535), 1):
        yield Case(f"7.13.{i}", [frame(CLOSE, close_payload(code))], ends=PROTOCOL)


def sizes():
    """Section 9, up to 4 MiB: texts that are too long for a message are refused."""
    for i, size in enumerate((64 << 10, 256 << 10, 1 << 20, 4 << 20), 1):
        data = data_of(size)
        taken = len(data) <= TAKEN_BYTES_MAX
        texts, ends = ([data], None) if taken else ([], TOO_BIG)
        yield Case(f"9.1.{i}", [text(data)], texts, ends=ends)
        yield Case(f"9.2.{i}", [frame(BINARY, data)], ends=UNSUPPORTED)
        yield Case(f"9.3.{i}", split(publish(data), 4096), texts, ends=ends)
        if taken:
            yield Case(f"9.5.{i}", [text(data)], texts, piece=2048)
    for i, size in enumerate((16, 64, 256, 1024, 4096), 1):
        data = data_of(size)
        yield Case(f"9.7.{i}", [text(data)] * 100, [data] * 100)
    yield Case("10.1.1", split(publish(data_of(65536)), 1300), [data_of(65536)])


def beyond():
    """Cases that the suite lacks, by the sections of the RFC."""
    hello = b"Hello, world!"
    yield Case("rfc 5.1 a text without a mask", [text(hello, mask=False), frame(PING)],
               ends=PROTOCOL)
    yield Case("rfc 5.1 a ping without a mask", [frame(PING, mask=False)], ends=PROTOCOL)
    yield Case("rfc 5.1 a close without a mask",
               [frame(CLOSE, close_payload(OK), mask=False)], ends=PROTOCOL)
    yield Case("rfc 5.2 a length of 16 bits that 7 would hold", [text(hello, length=2)],
               ends=PROTOCOL)
    yield Case("rfc 5.2 a length of 64 bits that 7 would hold", [text(hello, length=8)],
               ends=PROTOCOL)
    yield Case("rfc 5.2 a length with its highest bit",
               [frame(TEXT, b"{", length=8, told=1 << 63)], ends=PROTOCOL, cut=True)
    yield Case("rfc 5.2 a length of many gigabytes",
               [frame(TEXT, b"{", length=8, told=1 << 40)], ends=TOO_BIG, cut=True)
    yield Case("rfc 5.5 a close frame of 126 octets",
               [frame(CLOSE, close_payload(OK, b"*" * 124))], ends=PROTOCOL)
    yield Case("rfc 5.5 a pong of 126 octets", [frame(PONG, b"*" * 126)], ends=PROTOCOL)
    yield Case("rfc 5.5 a close frame in two fragments",
               [frame(CLOSE, close_payload(OK), final=False), frame(CONTINUATION)], ends=PROTOCOL)
    yield Case("rfc 5.4 a message of empty fragments around one",
               [frame(TEXT, final=False), *[frame(CONTINUATION, final=False)] * 50,
                frame(CONTINUATION, publish(hello))], [hello])
    yield Case("rfc 7.4.1 codes that were registered later, 1012", [],
               closes=close_payload(1012), answer=1012)
    yield Case("rfc 7.4.1 codes that were registered later, 1014", [],
               closes=close_payload(1014), answer=1014)
    yield Case("rfc 7.4.1 code 1015", [frame(CLOSE, close_payload(1015))], ends=PROTOCOL)


def cases():
    return [case for section in (framing, pings, reserved, opcodes, fragments, utf8, closing, sizes,
                                 beyond) for case in section()]


def message_data(payload):
    """The data of a message that came back; None if the text is not a message."""
    try:
        return json.loads(payload)["data"].encode()
    except (ValueError, KeyError):
        return None
