"""Stellar's account names and transaction envelopes (XDR, RFC 4506), as far as pay.py needs them: a
transaction of one operation, `bump sequence`, with a text as its memo. Its signature is 64 zeros,
and nobody verifies it."""
import base64
import binascii
import hashlib
import struct

NETWORK = hashlib.sha256(b"Standalone Network ; February 2017").digest()
ENVELOPE, MEMO_TEXT, BUMP_SEQUENCE = 2, 1, 11
FEE_STROOPS = 100
MEMO_BYTES_MAX = 28


def account_name(key):
    """ "G…" of a public key of 32 bytes."""
    octets = bytes([6 << 3]) + key
    return base64.b32encode(octets + struct.pack("<H", binascii.crc_hqx(octets, 0))).decode()


def envelope(key, sequence, memo):
    """In base64, as it is submitted."""
    octets = memo.encode()
    text = struct.pack(">I", len(octets)) + octets + bytes(-len(octets) % 4)
    body = (struct.pack(">I32sIqII", 0, key, FEE_STROOPS, sequence, 0, MEMO_TEXT) + text
            + struct.pack(">IIIqI", 1, 0, BUMP_SEQUENCE, 0, 0))
    signature = struct.pack(">I4sI", 1, key[-4:], 64) + bytes(64)
    return base64.b64encode(struct.pack(">I", ENVELOPE) + body + signature).decode()


def read(text):
    """(account, sequence, memo, hash) of an envelope; ValueError where it is none of these."""
    octets = base64.b64decode(text, validate=True)
    try:
        kind, muxed, key, fee, sequence, times, memo_type, length = struct.unpack_from(
            ">II32sIqIII", octets)
        end = 64 + length + -length % 4
        count, source, operation = struct.unpack_from(">III", octets, end)
    except struct.error as error:
        raise ValueError(error) from error
    if ((kind, muxed, times, memo_type) != (ENVELOPE, 0, 0, MEMO_TEXT) or fee < FEE_STROOPS
            or (count, source, operation) != (1, 0, BUMP_SEQUENCE) or length > MEMO_BYTES_MAX
            or len(octets) != end + 100):
        raise ValueError("not such a transaction")
    name = hashlib.sha256(NETWORK + octets[:end + 24]).hexdigest()
    return account_name(key), sequence, octets[64:64 + length].decode(), name
