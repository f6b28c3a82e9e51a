"""Strings of octets, valid and invalid UTF-8, for section 6 of the conformance cases."""


def prefixes():
    """6.6: all prefixes of a string, cut within characters too."""
    whole = "κόσμε".encode()
    return [whole[:i + 1] for i in range(len(whole))]


def is_utf8(octets):
    """By Python's decoder, independent of common/base/utf8."""
    try:
        octets.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def octets(*texts):
    return [bytes.fromhex(text) for text in texts]


SECTIONS = {
    "6.5": [text.encode() for text in ("hello$world", "hello¢world", "hello€world",
                                       "hello𤭢world", "κόσμε")],
    "6.6": prefixes(),
    # the first and the last sequence of each length; those of five and six octets are invalid
    "6.7": octets("01", "c280", "e0a080", "f0908080"),
    "6.8": octets("f888808080", "fc8480808080"),
    "6.9": octets("7f", "dfbf", "efbfbf", "f48fbfbf"),
    "6.10": octets("f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"),
    "6.11": octets("ed9fbf", "ee8080", "efbfbd", "f48fbfbf", "f4908080"),
    # continuation octets without a beginning
    "6.12": octets("80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf",
                   "".join(f"{byte:02x}" for byte in range(0x80, 0xc0))),
    # first octets without continuation, each followed by a space
    "6.13": [b"".join(bytes((byte, 0x20)) for byte in range(first, last))
             for first, last in ((0xc0, 0xe0), (0xe0, 0xf0), (0xf0, 0xf8), (0xf8, 0xfc),
                                 (0xfc, 0xfe))],
    # sequences without their last octet
    "6.14": octets("c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf",
                   "fbbfbfbf", "fdbfbfbfbf"),
    "6.15": octets("c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf"),
    "6.16": octets("fe", "ff", "fefeffff"),
    # overlong encodings: of a slash, of the greatest code point of each length, of zero
    "6.17": octets("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"),
    "6.18": octets("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"),
    "6.19": octets("c080", "e08080", "f0808080", "f880808080", "fc8080808080"),
    # UTF-16 surrogates, alone and in pairs
    "6.20": octets("eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"),
    "6.21": octets("eda080edb080", "eda080edbfbf", "edadbfedb080", "edadbfedbfbf", "edae80edb080",
                   "edae80edbfbf", "edafbfedb080", "edafbfedbfbf"),
    # noncharacters, which are valid UTF-8
    "6.22": [chr(plane << 16 | last).encode() for plane in range(17) for last in (0xfffe, 0xffff)],
    "6.23": [chr(point).encode() for point in range(0xfff9, 0x10000)],
}

WHOLE = "Hello-µ@ßöäüàá-UTF-8!!".encode()
SURROGATE = "κόσμε".encode() + bytes.fromhex("eda080") + b"edited"
# the second part is above U+10FFFF
BEYOND = ("κόσμε".encode(), bytes.fromhex("f4908080"), b"edited")
