"""What requests and answers carry beside what they need."""
import collections
import itertools
import re
import socket
import threading

from harness import ENGINES, Server, TRANSPORTS, check, client, side_by_side, test

PROFILES = (("curl", "typical"), ("browser", "typical"), ("quantum", "quantum"))
QUICK = ("--clients", 5, "--duration", 0.5, "--warmup", 0.1, "--interval", 100)


class Recorder:
    """A relay between client and server that keeps what passes: (up, down) of each connection."""

    def __init__(self, server):
        self.server_port = server.port
        self.streams = []
        self.relays = []

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                near = self.listener.accept()[0]
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.server_port))
            stream = (bytearray(), bytearray())
            self.streams.append(stream)
            for source, target, kept in ((near, far, stream[0]), (far, near, stream[1])):
                relay = threading.Thread(target=self.relay, args=(source, target, kept), daemon=True)
                self.relays.append(relay)
                relay.start()

    def wait(self):
        """Until every connection has ended on both sides, when all that passed is kept."""
        for relay in self.relays:
            relay.join(20)
            check(not relay.is_alive(), "a connection does not end")

    @staticmethod
    def relay(source, target, kept):
        try:
            while data := source.recv(65536):
                kept += data
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def heads(self, path):
        """Heads of requests for the path, and of the answers on their connections."""
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


@test("headers")
def every_header_profile_delivers_and_its_bytes_add_up(world):
    side_by_side(delivers_and_adds_up, world, itertools.product(ENGINES, TRANSPORTS, PROFILES))


@test("headers")
def an_empty_quantum_poll_costs_716_and_193_bytes_of_headers(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0, "--publish-start", "request",
                    "--response-headers", "quantum") as server:
            _, result, text = client(world, server, "short_poll", *QUICK,
                                     "--request-headers", "quantum")
        counted, requests = result["bytes"], result["requests"]
        check(requests["total"] > 10 and requests["empty"] == requests["total"], engine, text)
        check(counted["protocol_up"] == counted["head_up"] == 716 * requests["total"], engine, counted)
        check(counted["head_down"] == 193 * requests["total"], engine, counted)
        body = len('{"next":0,"messages":[]}')
        check(counted["protocol_down"] == (193 + body) * requests["total"], engine, counted)


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


@test("headers")
def what_goes_over_the_line_is_the_profile_on_both_engines(world):
    answers = collections.defaultdict(dict)
    side_by_side(heads_are_the_profile, world,
                 itertools.product([answers], ENGINES, (("minimal", "minimal"), *PROFILES)))
    for asked, by_engine in answers.items():
        check(by_engine["lws"] == by_engine["civetweb"], asked, by_engine)
