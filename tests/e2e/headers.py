"""Header profiles: which headers requests and answers have, and what they cost."""
import collections
import contextlib
import itertools
import re
import socket
import threading

from harness import ENGINES, Server, TRANSPORTS, check, client, test, together
from listener import Listener

PROFILES = (("curl", "typical"), ("browser", "typical"), ("quantum", "quantum"))
USERS = 5
QUICK = ("--clients", USERS, "--duration", 0.5, "--warmup", 0.1, "--interval", 100)


class Recorder(Listener):
    """A relay between client and server that records the bytes: (up, down) of each connection."""

    def __init__(self, server):
        self.server_port = server.port
        self.streams = []
        self.relays_up, self.relays_down = [], []

    def accepted(self, connection):
        far = socket.create_connection(("127.0.0.1", self.server_port))
        up, down = bytearray(), bytearray()
        self.streams.append((up, down))
        for relays, *ends_and_bytes in ((self.relays_up, connection, far, up),
                                        (self.relays_down, far, connection, down)):
            relay = threading.Thread(target=self.relay, args=ends_and_bytes, daemon=True)
            relays.append(relay)
            relay.start()

    def __exit__(self, *_):
        """Waits until the server, which may be ended next, has all that the client sent. A server
        that holds a poll may learn later that its user has left."""
        super().__exit__()
        self.wait(self.relays_up)

    def wait_for_both_sides(self):
        """Until all bytes are recorded."""
        self.wait(self.relays_up + self.relays_down)

    @staticmethod
    def wait(relays):
        for relay in relays:
            relay.join(20)
            check(not relay.is_alive(), "a connection does not end")

    def relay(self, source, target, recorded):
        """Reads to the end, also when the target takes no more: a socket that is closed before would
        be reset, and its peer might miss what it was sent."""
        takes = True
        with contextlib.suppress(OSError):  # the source was reset
            while data := source.recv(65536):
                recorded += data
                takes = takes and self.pass_on(target, data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def pass_on(self, target, data):
        """False where the target takes no more."""
        try:
            target.sendall(data)
        except OSError:
            return False
        return True

    def heads(self, path):
        """The heads of requests on connections that asked for the path, and of their answers."""
        requests, answers = [], []
        for up, down in self.streams:
            asked = re.findall(rb"GET /[^\r\n]*\r\n.*?\r\n\r\n", bytes(up), re.DOTALL)
            if any(head.startswith(f"GET /{path}?".encode()) for head in asked):
                requests += asked
                answers += re.findall(rb"HTTP/1\.1 \d[^\r\n]*\r\n.*?\r\n\r\n", bytes(down), re.DOTALL)
        return requests, answers


def delivers_and_adds_up(world, engine, transport, profiles):
    asked, answered = profiles
    name = f"{engine} {transport} {asked}"
    with Server(world, engine, "--rate", 20, "--publish-start", "request", "--response-headers",
                answered) as server:
        status, result, text = client(world, server, transport, *QUICK, "--request-headers", asked)
    check(status == 0, name, text)
    counted, requests = result["whole"]["bytes"], result["whole"]["requests"]["total"]
    stream = counted["tcp_up"] + counted["tcp_down"]
    parts = counted["payload"] + counted["protocol_up"] + counted["protocol_down"]
    check(stream == parts, name, "kernel", stream, "client", parts)
    check(result["lost"] == 0 and result["delivered"] > 0, name, "lost", result["lost"])
    check(0 < counted["head_down"] <= counted["protocol_down"], name, counted)
    if asked == "quantum" and transport != "websocket":
        check(counted["head_up"] == 716 * requests, name, counted["head_up"], requests)


@test()
def every_header_profile_delivers_and_its_bytes_add_up(world):
    together(delivers_and_adds_up, itertools.product([world], ENGINES, TRANSPORTS, PROFILES))


@test()
def an_empty_quantum_poll_costs_716_and_193_bytes_of_headers(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0, "--publish-start", "request",
                    "--response-headers", "quantum") as server:
            _, result, text = client(world, server, "short_poll", *QUICK,
                                     "--request-headers", "quantum")
        counted, requests = result["bytes"], result["requests"]
        asked, answered = requests["total"], requests["empty"]
        # a poll that is under way at an edge of the phase is asked on one side, answered on the other
        check(asked > 10 and abs(asked - answered) <= USERS, engine, requests, text)
        check(counted["protocol_up"] == counted["head_up"] == 716 * asked, engine, counted)
        check(counted["head_down"] == 193 * answered, engine, counted)
        body = len('{"next":0,"messages":[]}')
        check(counted["protocol_down"] == (193 + body) * answered, engine, counted)


def heads_are_the_profile(world, answers, engine, profiles):
    asked, answered = profiles
    with Server(world, engine, "--rate", 0, "--publish-start", "request", "--response-headers",
                answered) as server, Recorder(server) as recorder:
        client(world, recorder, "short_poll", *QUICK, "--request-headers", asked,
               "--cookie-bytes", 100)
    up, down = recorder.heads("short_poll")
    check(len(up) > 10 and len(set(up)) == 1, engine, asked, set(up))
    answers[asked][engine] = set(down)
    if asked == "minimal":
        check(up[0].split(b"\r\n")[1:] == [f"Host: 127.0.0.1:{recorder.port}".encode(), b"", b""],
              up[0])
    elif asked == "browser":
        check(re.search(rb"\r\nCookie: sid=[A-Za-z0-9]{96}\r\n", up[0]), up[0])
    elif asked == "quantum":
        check(len(up[0]) == 716 and up[0].count(b"\r\n") == 12, engine, up[0])
        check({len(head) for head in down} == {193}, engine, set(down))
        bare = len(up[0] + down[0]) - 2 * (up[0] + down[0]).count(b"\r\n")
        check(bare == 871, engine, "without line ends", bare)


@test()
def headers_on_the_wire_are_those_of_the_profile_on_both_engines(world):
    answers = collections.defaultdict(dict)
    together(heads_are_the_profile,
             itertools.product([world], [answers], ENGINES, (("minimal", "minimal"), *PROFILES)))
    for asked, by_engine in answers.items():
        check(by_engine["lws"] == by_engine["civetweb"], asked, by_engine)
