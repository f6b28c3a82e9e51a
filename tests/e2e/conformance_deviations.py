"""Cases in which a library deviates from the RFC. Each case that is listed here has to deviate in
the listed way (unless it is listed as CHANCE), and no other case may."""
from conformance_cases import INVALID, NOTHING, OK, PROTOCOL, TOO_BIG, UNSUPPORTED, cases

CHANCE = "by chance"  # depends on how TCP splits the bytes

SILENT = f"close {NOTHING} for {PROTOCOL}"
DROPPED = "libwebsockets answers no ping that comes before the last one is answered"
READS_ON = ("libwebsockets goes on reading behind a fault until its close frame is out, and ends "
            "the connection without one if what comes is a fault again")
LONG_CONTROL = "libwebsockets refuses a control frame's length without a close frame"
NO_MASK = "the library accepts frames without a mask, and does not say which they are"
MASKED = "libwebsockets' client accepts masked frames, and does not say which they are"
LONG_LENGTH = "the library accepts lengths in too many bytes, and does not say which they are"
LATER_CODES = "libwebsockets knows only the close codes of 2011"
TOO_LONG_FIRST = "its length is checked before its opcode"
HUGE = "the library refuses such a length without a close frame"

UNMASKED = "rfc 5.1 a text without a mask", "rfc 5.1 a ping without a mask"
UNMASKED_CLOSE = "rfc 5.1 a close without a mask"
LENGTHS = ("rfc 5.2 a length of 16 bits that 7 would hold",
           "rfc 5.2 a length of 64 bits that 7 would hold")
ACCEPTED = f"close {OK} for {PROTOCOL}"


def table(*rows):
    """{case: (deviation, why)} from rows of (cases, deviation, why)."""
    return {number: (seen, why) for numbers, seen, why in rows for number in numbers}


ALL = [(case.number, case.ends) for case in cases()]


def ending(code, *sections):
    """The cases of these sections that are to end with the close code."""
    return [number for number, ends in ALL if ends == code and number.startswith(sections)]


def later_codes():
    return [((f"rfc 7.4.1 codes that were registered later, {code}",),
             f"close {PROTOCOL} for {code}", LATER_CODES) for code in (1012, 1014)]


DEVIATIONS = {
    "lws": table(
        (("2.5", "7.3.6", "rfc 5.5 a close frame of 126 octets", "rfc 5.5 a pong of 126 octets"),
         SILENT, LONG_CONTROL),
        (("2.10",), "2 pongs for 11", DROPPED),
        (("5.19",), "2 pongs for 3", DROPPED),
        (("2.11", "5.20"), CHANCE, DROPPED),
        (("3.3", "3.4", "4.1.5", "4.2.5", "5.10", "5.11", "5.13", "5.14"), CHANCE, READS_ON),
        (("7.1.6",), CHANCE, "libwebsockets answers no close frame while it has bytes to write"),
        (UNMASKED[:1], ACCEPTED + ", 1 answers for 0", NO_MASK),
        ((UNMASKED[1], UNMASKED_CLOSE), ACCEPTED, NO_MASK),
        (LENGTHS, ACCEPTED + ", 1 answers for 0", LONG_LENGTH),
        (("rfc 5.2 a length with its highest bit",), SILENT, HUGE),
        *later_codes(),
    ),
    "civetweb": table(
        (UNMASKED[:1], ACCEPTED + ", 1 answers for 0, 1 pongs for 0", NO_MASK),
        (UNMASKED[1:], ACCEPTED + ", 1 pongs for 0", NO_MASK),
        ((UNMASKED_CLOSE,), ACCEPTED, NO_MASK),
        (LENGTHS, ACCEPTED + ", 1 answers for 0", LONG_LENGTH),
        (("rfc 5.2 a length with its highest bit",), SILENT, HUGE),
        (("rfc 5.2 a length of many gigabytes",), f"close {NOTHING} for {TOO_BIG}", HUGE),
    ),
    "epoll": table((("9.2.4",), f"close {TOO_BIG} for {UNSUPPORTED}", TOO_LONG_FIRST)),
}

UNCHECKED = ("libwebsockets checks it only if told to; the client counts a text that is no message "
             "as corrupted")
NO_CLOSE_FRAME = "libwebsockets' client ends the connection without a close frame"

CLIENT_DEVIATIONS = {
    "raw": table(
        (("9.2.4",), f"close {TOO_BIG} for {UNSUPPORTED}", TOO_LONG_FIRST),
    ),
    "lws": table(
        (ending(PROTOCOL, "2.", "3.", "4.", "5.", "7.3.6", "rfc 5.5", "rfc 5.2 a length with"),
         SILENT, NO_CLOSE_FRAME),
        (("9.1.4", "9.3.4", "rfc 5.2 a length of many gigabytes"),
         f"close {NOTHING} for {TOO_BIG}", NO_CLOSE_FRAME),
        (ending(UNSUPPORTED, "1.2", "9.2"), f"close {OK} for {UNSUPPORTED}", UNCHECKED),
        (("9.2.4",), f"close {NOTHING} for {UNSUPPORTED}", NO_CLOSE_FRAME),
        (ending(INVALID, "6.3", "6.4", "6.6", "6.8", "6.9", *(f"6.{i}." for i in range(10, 22)),
                "7.5"), f"close {OK} for {INVALID}", UNCHECKED),
        (("7.3.2", *ending(PROTOCOL, "7.9", "7.13", "rfc 7.4")), ACCEPTED, UNCHECKED),
        (("2.10",), "2 pongs for 11", DROPPED),
        (("5.19",), "2 pongs for 3", DROPPED),
        (("2.11", "5.20"), CHANCE, DROPPED),
        (("rfc 5.1 a text with a mask",), ACCEPTED + ", 1 answers for 0", MASKED),
        (("rfc 5.1 a ping with a mask", "rfc 5.1 a close with a mask"), ACCEPTED, MASKED),
        (LENGTHS, ACCEPTED, LONG_LENGTH),
        *later_codes(),
    ),
}
