"""A small server that is not ours, for the length of a `with`: a WebSocket for each user at
/channels/NAME, messages by POST to /publish/NAME. It behaves well, or badly in one manner."""
import contextlib
import re
import socket
import ssl
import threading
import time

from listener import Listener
from websocket_wire import CLOSE, TEXT, Peer, accept_of, close_payload, frame

POLICY = 1008
TOKEN_NUMBER = re.compile(rb"pb[0-9a-f]{8}\.\d+\.(\d+)\.")
FLOOD = 200  # texts for each message


def number_of(message):
    """A message's number; 0 is that of those which prove subscriptions."""
    return int(TOKEN_NUMBER.match(message)[1])


class Stranger(Listener):
    """`pair`: with TLS, by this certificate (tls.py)."""

    def __init__(self, manner="good", pair=None):
        self.manner = manner
        self.context = pair and ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if pair:
            self.context.load_cert_chain(pair.certificate, pair.key)
        self.users = []
        self.lock = threading.Lock()
        self.published = []  # the numbers

    def serve(self, connection):
        with contextlib.suppress(OSError):  # the client looks whether a server is there, and goes
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.talk(connection)

    def talk(self, connection):
        with Peer(connection) as peer:
            while head := peer.head():
                if "\r\nUpgrade: websocket" in head:
                    self.user(peer, head)
                    return
                length = re.search(r"\r\nContent-Length: (\d+)", head)
                if not self.publish(peer, peer.take(int(length[1]))):
                    return

    @staticmethod
    def answer(peer, status, body=b""):
        peer.send(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    # --- users ---------------------------------------------------------------------------------

    def user(self, peer, head):
        if self.manner == "refuses":
            self.answer(peer, "401 Unauthorized", b"who are you?")
            return
        key = re.search(r"\r\nSec-WebSocket-Key: (\S+)", head)[1]
        chosen = "Sec-WebSocket-Protocol: other\r\n" if self.manner == "subprotocol" else ""
        peer.send(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade"
                   f"\r\nSec-WebSocket-Accept: {accept_of(key)}\r\n{chosen}\r\n").encode())
        if self.manner == "closes":
            peer.send(frame(CLOSE, close_payload(POLICY, b"not today"), mask=False))
        while came := peer.frame():
            if came[0] & 0xf == CLOSE:
                peer.send(frame(CLOSE, came[2], mask=False))
                return
            if came[2].startswith(b"pub "):
                self.deliver(came[2].removeprefix(b"pub "))
                peer.send(frame(TEXT, b"ok", mask=False))
            elif self.manner != "mute":
                peer.send(frame(TEXT, b"subscribed", mask=False))
                with self.lock:
                    self.users.append(peer)

    def deliver(self, *texts):
        octets = b"".join(frame(TEXT, text, mask=False) for text in texts)
        with self.lock:
            for peer in self.users:
                with contextlib.suppress(OSError):  # the user has gone
                    peer.send(octets)

    def publish_by_itself(self, until_s):
        """A message for all users every 20 ms, until an instant of the monotonic clock."""
        number = 0
        while time.monotonic() < until_s:
            self.deliver(b'{"n":%d,"t":%d}' % (number, time.time_ns() // 1000), b'{"ping":1}')
            number += 1
            time.sleep(0.02)

    # --- messages --------------------------------------------------------------------------------

    def publish(self, peer, message):
        """False: the connection ends."""
        proof = number_of(message) == 0
        if self.manner == "publish":
            self.answer(peer, "503 Service Unavailable", b"full")
            return True
        if self.manner == "silent":
            return True
        with self.lock:
            self.published.append(number_of(message))
        if self.manner == "unanswered" and not proof:
            self.deliver(message)
            peer.socket.shutdown(socket.SHUT_RDWR)
            return False
        if self.manner == "twice":
            self.deliver(b'{"raw":"%s","html":"<p>%s</p>"}' % (message, message))
        elif self.manner == "cut" and not proof:
            self.deliver(message[:14], message[14:])
        elif self.manner == "damages" and not proof:
            self.deliver(message[:-1] + (b"x" if message[-1:] != b"x" else b"y"))
        elif self.manner == "floods":
            self.deliver(*[b"x" * 100] * FLOOD, message)
        elif self.manner != "elsewhere":
            self.deliver(b'{"type":"message","data":"%s"}' % message)
        self.answer(peer, "200 OK")
        return True
