"""Where a library does otherwise than the cases of the suite have it. A case that is not here
may not deviate; one that is here has to, in the way that is told, unless it does so by chance."""
from conformance_cases import NOTHING, OK, PROTOCOL, TOO_BIG

CHANCE = "by chance"  # by how the bytes come in pieces

SILENT = f"close {NOTHING} for {PROTOCOL}"
DROPPED = "libwebsockets answers no ping that comes before the last one is answered"
READS_ON = ("libwebsockets goes on reading behind a fault until its close frame is out, and ends "
            "the connection without one if what comes is a fault again")
LONG_CONTROL = "libwebsockets refuses a control frame's length without a close frame"
NO_MASK = "the library takes frames without a mask, and does not show which are"
LONG_LENGTH = "the library takes lengths that are longer than need be, and does not show which are"
LATER_CODES = "libwebsockets knows the close codes of 2011 alone"
HUGE = "the library refuses such a length without a close frame"

UNMASKED = "rfc 5.1 a text without a mask", "rfc 5.1 a ping without a mask"
UNMASKED_CLOSE = "rfc 5.1 a close without a mask"
LENGTHS = ("rfc 5.2 a length of 16 bits that 7 would hold",
           "rfc 5.2 a length of 64 bits that 7 would hold")
ACCEPTED = f"close {OK} for {PROTOCOL}"


def table(*rows):
    """Rows of (cases, what is seen, why)."""
    return {number: (seen, why) for numbers, seen, why in rows for number in numbers}


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
        (("rfc 7.4.1 codes that were registered later, 1012",), f"close {PROTOCOL} for 1012",
         LATER_CODES),
        (("rfc 7.4.1 codes that were registered later, 1014",), f"close {PROTOCOL} for 1014",
         LATER_CODES),
    ),
    "civetweb": table(
        (UNMASKED[:1], ACCEPTED + ", 1 answers for 0, 1 pongs for 0", NO_MASK),
        (UNMASKED[1:], ACCEPTED + ", 1 pongs for 0", NO_MASK),
        ((UNMASKED_CLOSE,), ACCEPTED, NO_MASK),
        (LENGTHS, ACCEPTED + ", 1 answers for 0", LONG_LENGTH),
        (("rfc 5.2 a length with its highest bit",), SILENT, HUGE),
        (("rfc 5.2 a length of many gigabytes",), f"close {NOTHING} for {TOO_BIG}", HUGE),
    ),
}
