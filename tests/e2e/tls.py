"""TLS on both engines: what is delivered, what it costs in bytes, who is trusted."""
import collections
import concurrent.futures
import contextlib
import itertools
import json
import select
import signal
import socket
import ssl
import subprocess
import threading

from capture import Capture, TCP_RESET, traffic
from harness import ENGINES, Server, TRANSPORTS, check, client, test

LOAD = ("--clients", 5, "--duration", 0.6, "--warmup", 0.1, "--interval", 100)
CA_SETTINGS = """[ca]
default_ca = it
[it]
database = {folder}/index
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
copy_extensions = copy
policy = any
[any]
commonName = supplied
"""


def side_by_side(function, *lists):
    """Calls `function` for each combination, four at a time; what one raises is raised."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(function, *each) for each in itertools.product(*lists)]:
            done.result()


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    check(done.returncode == 0, "openssl", *arguments, done.stderr)


class Pair:
    """A self-signed certificate for `name`, and its key."""

    def __init__(self, world, label, name="IP:127.0.0.1", expired=False):
        folder = world.folder / f"certificate-{label}"
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        if folder.exists():
            return
        folder.mkdir()
        making = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                  "/CN=pushbench", "-addext", f"subjectAltName={name}", "-keyout", self.key]
        if not expired:
            openssl("req", "-x509", "-days", 2, "-out", self.certificate, *making)
            return
        (folder / "settings").write_text(CA_SETTINGS.format(folder=folder))
        (folder / "index").write_text("")
        (folder / "serial").write_text("01\n")
        openssl("req", "-out", folder / "request", *making)
        openssl("ca", "-batch", "-selfsign", "-config", folder / "settings", "-keyfile", self.key,
                "-in", folder / "request", "-out", self.certificate, "-notext", "-startdate",
                "20200101000000Z", "-enddate", "20200102000000Z")

    def served(self):
        return "--tls", "--tls-certificate", self.certificate, "--tls-key", self.key


def secure_server(world, engine, pair, *arguments):
    return Server(world, engine, "--rate", 20, "--publish-start", "request", *pair.served(),
                  *arguments)


def secure_client(world, port, transport, ca, *arguments):
    done = subprocess.run([world.program("pushbench-client"), "--transport", transport, "--connect",
                           f"https://127.0.0.1:{port}", "--tls-ca", str(ca),
                           *map(str, (*LOAD, *arguments))],
                          capture_output=True, text=True, timeout=60)
    check(done.stdout, "no document:", done.returncode, done.stderr)
    return done.returncode, json.loads(done.stdout), done.stderr


def said(text):
    """What the client says of errors: all but its phases."""
    return [line for line in text.splitlines() if "phase " not in line]


def expect_stream(counted, *what):
    """What is counted at each level is the kernel's count; a busy server's late
    acknowledgement makes the kernel send a request again, and count it again."""
    down = counted["payload"] + counted["protocol_down"] + counted["tls_down"]
    up = counted["protocol_up"] + counted["tls_up"]
    check(down == counted["tcp_down"], *what, "down", down, "kernel", counted["tcp_down"])
    check(up <= counted["tcp_up"] <= up * 1.05, *what, "up", up, "kernel", counted["tcp_up"])


@test("tls")
def every_transport_delivers_everything_over_tls_and_its_bytes_add_up(world):
    pair = Pair(world, "good")

    def deliver(engine, transport):
        with secure_server(world, engine, pair) as server:
            status, result, text = secure_client(world, server.port, transport, pair.certificate)
        check(status == 0 and result["lost"] == 0, engine, transport, text)
        check(result["delivered"] == result["expected"] == 60, engine, transport)
        check(result["tls"]["version"] == "TLSv1.3", result["tls"])
        check((result["tls"]["full"], result["tls"]["resumed"]) == (5, 0), result["tls"])
        check(result["tls_handshake_ns"]["count"] == 5, result["tls_handshake_ns"])
        # over the whole run: at the edges of the phase messages are on their way
        check(result["bytes"]["tls_down"] > 0, engine, transport, result["bytes"])
        expect_stream(result["whole"]["bytes"], engine, transport)

    side_by_side(deliver, ENGINES, TRANSPORTS)


@test("tls")
def each_record_costs_twenty_two_bytes(world):
    pair = Pair(world, "good")

    def push(engine):
        with secure_server(world, engine, pair) as server:
            result = secure_client(world, server.port, "websocket", pair.certificate)[1]
        check(result["bytes"]["tls_down"] == 22 * result["counted"]["received"] > 0, engine,
              result["bytes"], result["counted"])

    side_by_side(push, ENGINES)


@test("tls")
def a_new_connection_for_each_poll_takes_up_the_last_session_if_it_may(world):
    pair = Pair(world, "good")

    def poll(engine, resume):
        arguments = ("--keep-alive", "off", "--tls-resume", resume)
        with secure_server(world, engine, pair, *arguments) as server:
            status, result, text = secure_client(world, server.port, "short_poll",
                                                 pair.certificate, *arguments)
        check(status == 0, engine, resume, text)
        opened, made = result["connections"]["opened"], result["tls"]
        check(opened >= 30, engine, result["connections"])
        # at the end each of the five may be in the middle of one
        unmade = opened - made["full"] - made["resumed"]
        check(0 <= unmade <= 5 and made["failed"] == 0, engine, resume, opened, made)
        check(made["full"] == 5 if resume == "on" else made["resumed"] == 0, engine, resume, made)
        expect_stream(result["whole"]["bytes"], engine, resume)

    side_by_side(poll, ENGINES, ("on", "off"))


@test("tls")
def a_websocket_that_comes_back_takes_up_its_session(world):
    pair = Pair(world, "good")
    with secure_server(world, "lws", pair) as server:
        freeze = threading.Timer(1.2, server.process.send_signal, (signal.SIGSTOP,))
        thaw = threading.Timer(2.2, server.process.send_signal, (signal.SIGCONT,))
        freeze.start()
        thaw.start()
        status, result, text = secure_client(
            world, server.port, "websocket", pair.certificate, "--duration", 4, "--heartbeat",
            "text", "--heartbeat-interval", 200, "--heartbeat-timeout", 200)
        freeze.join()
        thaw.join()
    check(status == 1, text)  # users lost their connections
    check(result["connections"]["reopened"] == 5, result["connections"])
    check((result["tls"]["full"], result["tls"]["resumed"]) == (5, 5), result["tls"])
    expect_stream(result["whole"]["bytes"])


def expect_refusal(outcome, *words):
    status, result, text = outcome
    lines = said(text)
    check(status == 3 and result["outcome"] == "failed", status, text)
    check(len(lines) == 1, "one line:", text)
    for word in words:
        check(word in lines[0], repr(word), "not in", lines[0])


@test("tls")
def a_certificate_is_refused_by_who_does_not_trust_it(world):
    good, other = Pair(world, "good"), Pair(world, "other")
    named = Pair(world, "named", "DNS:elsewhere.test")

    def refuse(engine, served, trusted, word):
        with secure_server(world, engine, served) as server:
            expect_refusal(secure_client(world, server.port, "sse", trusted.certificate),
                           "certificate is refused", word)

    side_by_side(lambda engine, case: refuse(engine, *case), ENGINES,
                 ((good, other, "--tls-ca"), (named, named, "127.0.0.1")))


class Terminator:
    """A server with TLS in front of `port`, which has another certificate for each
    connection but the client's own: one to see who is there, one to ask and steer."""

    OWN = 2

    def __init__(self, port, first, others):
        self.port_behind = port
        self.contexts = [self.context(pair) for pair in (first, others)]
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)

    @staticmethod
    def context(pair):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)
        return context

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def run(self):
        with contextlib.suppress(OSError):
            for number in itertools.count():
                accepted, _ = self.listener.accept()
                context = self.contexts[number >= self.OWN]
                threading.Thread(target=self.serve, args=(accepted, context), daemon=True).start()

    def serve(self, accepted, context):
        with contextlib.suppress(OSError):
            accepted.settimeout(5)
            with context.wrap_socket(accepted, server_side=True) as outside, \
                    socket.create_connection(("127.0.0.1", self.port_behind)) as inside:
                while True:
                    ready = [outside] if outside.pending() else \
                        select.select((outside, inside), (), (), 5)[0]
                    for source, target in ((outside, inside), (inside, outside)):
                        if source in ready:
                            data = source.recv(65536)
                            if not data:
                                return
                            target.sendall(data)


@test("tls", late_s=1 / 3)  # handshakes of all in a second, of three programs
def each_connection_verifies_the_certificate_for_itself(world):
    good = Pair(world, "good")
    refused = {"other": Pair(world, "other"), "expired": Pair(world, "expired", expired=True),
               "named": Pair(world, "named", "DNS:elsewhere.test")}
    trusted = world.folder / "trusted.pem"
    trusted.write_text("".join(pair.certificate.read_text()
                               for pair in (good, refused["expired"], refused["named"])))
    words = {"other": "self-signed", "expired": "expired", "named": ""}

    def connect(transport, name):
        with Terminator(server.port, good, refused.get(name, good)) as terminator:
            status, result, text = secure_client(world, terminator.port, transport, trusted,
                                                 "--connect-timeout-ms", 1000)
        if name == "good":
            check(status == 0, transport, text, result)
            return
        check(status == 3 and "none of the 5 users could connect" in text, transport, name, text)
        check(words[name] in text, transport, name, text)
        check(result["tls"]["full"] == 0 or name == "named", transport, name, result["tls"])
        check(result["life"]["failed"]["tls"] >= 5, transport, name, result["life"])

    with Server(world, "lws", "--rate", 20) as server:
        side_by_side(connect, ("sse", "websocket"), ("good", *refused))


@test("tls")
def who_speaks_plain_to_tls_or_tls_to_plain_is_told(world):
    pair = Pair(world, "good")

    def speak(engine):
        with secure_server(world, engine, pair) as server:
            expect_refusal(client(world, server, "sse", *LOAD), "https://")
            check(server.send(b"GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n")[:5] != b"HTTP/", engine)
            status, _, text = secure_client(world, server.port, "sse", pair.certificate)
            check(status == 0, engine, "serves no more:", text)
        with Server(world, engine) as server:
            expect_refusal(secure_client(world, server.port, "sse", pair.certificate), "http://")

    side_by_side(speak, ENGINES)


@test("tls")
def files_that_cannot_serve_end_the_server_with_a_line_that_says_which_and_why(world):
    good, other = Pair(world, "good"), Pair(world, "other")
    expired = Pair(world, "expired", expired=True)
    missing = world.folder / "missing.pem"
    cases = [(2, ("--tls",), "tls_certificate and tls_key"),
             (2, ("--tls", "--tls-certificate", good.certificate), "tls_key"),
             (3, ("--tls", "--tls-certificate", missing, "--tls-key", good.key), missing),
             (3, ("--tls", "--tls-certificate", good.key, "--tls-key", good.key), "PEM"),
             (3, ("--tls", "--tls-certificate", good.certificate, "--tls-key", other.key),
              "does not belong"),
             (3, expired.served(), "expired on")]
    for engine in ENGINES:
        for status, arguments, words in cases:
            done = subprocess.run([world.program("pushbench-server"), "--engine", engine,
                                   *map(str, arguments)], capture_output=True, text=True, timeout=20)
            check(done.returncode == status, engine, arguments, done.returncode, done.stderr)
            check(str(words) in done.stderr and done.stderr.count("\n") == 1, engine, done.stderr)
    done = subprocess.run([world.program("pushbench-client"), "--connect", "https://127.0.0.1:1",
                           "--tls-ca", str(missing)], capture_output=True, text=True, timeout=20)
    check(done.returncode == 3, done.returncode, done.stderr)


@test("tls")
def peers_that_stop_in_the_handshake_harm_nobody(world):
    pair = Pair(world, "good")
    hello = bytes.fromhex("16030100c8010000c40303") + bytes(50)

    def stop(engine):
        with secure_server(world, engine, pair) as server:
            for data in (b"", b"\x16", hello, b"\x16\x03\x01\xff\xff", b"\x15\x03\x03\x00\x02\x02\x28",
                         bytes(range(256))):
                server.send(data, 0.05)
            held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(10)]
            for connection in held:
                connection.sendall(hello)
            status, _, text = secure_client(world, server.port, "sse", pair.certificate)
            check(status == 0, engine, text)
            for connection in held:
                connection.close()

    side_by_side(stop, ENGINES)


@test("tls", late_s=0.05)  # a message's period: what goes in one segment by the model
def a_run_makes_its_certificate_and_leaves_no_key(world):
    given = world.experiment({"name": "secret", "params": {
        "transport": ["long_poll", "websocket"], "engine": ["lws", "civetweb"], "tls": [False, True],
        "clients": 5, "rate_per_s": 20, "warmup_s": 0.2, "duration_s": 1}})
    out = world.folder / "secret"
    done = world.pushbench("run", given, "--out", out)
    check(done.returncode == 0, done.returncode, done.stdout[-1500:], done.stderr[-500:])
    cells = [json.loads(path.read_text()) for path in sorted(out.glob("cells/*/*/cell.json"))]
    check(len(cells) == 8, "cells:", len(cells))
    for cell in cells:
        check(cell["lost"] == 0 and cell["verdict"]["status"] != "invalid", cell["cell"],
              cell["verdict"])
        check(not any("kernel counted" in reason for reason in cell["verdict"]["reasons"]),
              cell["cell"], cell["verdict"])
        expect_stream(cell["whole"]["bytes"], cell["cell"])
        secret = cell["params"]["tls"]
        check((cell["tls"]["full"] == 5) if secret else cell["tls"]["full"] is None, cell["tls"])
        check((cell["tls_handshake_ns"]["p50"] is not None) == secret, cell["tls_handshake_ns"])
        model = cell["model"]["wire_per_message_bytes"]
        check(abs(model["residual"]) <= model["bound"], cell["cell"], model)
    check([path.name for path in (out / "certificate").iterdir()] == ["certificate.pem"],
          "left:", list((out / "certificate").iterdir()))
    parts = (out / "charts" / "wire_bytes_per_message.svg").read_text()
    check(">TLS<" in parts or "> TLS<" in parts, "the chart has no part for TLS")


@test("tls")
def a_run_takes_the_certificate_that_it_is_given(world):
    good, other = Pair(world, "good"), Pair(world, "other")
    given = world.experiment({"name": "own", "params": {
        "transport": "sse", "tls": True, "clients": 5, "rate_per_s": 20, "warmup_s": 0.2,
        "duration_s": 0.5}})

    def run(label, status, words, certificate, key, ca):
        done = world.pushbench("run", given, "--out", world.folder / f"own-{label}", "--set",
                               f"tls_certificate={certificate}", "--set", f"tls_key={key}",
                               "--set", f"tls_ca={ca}")
        text = done.stdout + done.stderr
        check(done.returncode == status, label, done.returncode, text[-1500:])
        check(words in text, label, repr(words), "not in", text[-1500:])

    run("good", 0, "report.html", good.certificate, good.key, good.certificate)
    run("unread", 3, "cannot read", world.folder / "missing.pem", good.key, good.certificate)
    run("half", 2, "go together", good.certificate, "", good.certificate)
    run("key", 1, "does not belong", good.certificate, other.key, good.certificate)
    run("stranger", 1, "certificate is refused", good.certificate, good.key, other.certificate)


def bytes_of_ended_connections_are_those_of_a_capture(world, pair, engine, library):
    """How many resets came, of connections that the server has ended first."""
    with secure_server(world, engine, pair, "--no-keep-alive") as server:
        with Capture(world, f"ends-{engine}-{library}", [server.port], 96) as capture:
            status, result, text = secure_client(world, server.port, "short_poll", pair.certificate,
                                                 "--no-keep-alive", "--client-library", library)
    check(status == 0, engine, library, text)
    flows = collections.defaultdict(list)
    for packet in capture.packets:
        flows[packet.peer].append(packet)
    # within the measured phase nobody but the users connects
    begin_ns, end_ns = (result["window"][f"counted_{edge}_ns"] for edge in ("start", "end"))
    seen = traffic(flows.values(), begin_ns, end_ns)
    counted = {**result["bytes"], **result["segments"]}
    # a reset that is taken for a segment with time stamps makes 0.5 % and more of what comes
    check(abs(counted["wire_down"] / seen["wire_down"] - 1) < 0.003, engine, library, "counted",
          counted["wire_down"], "captured", seen["wire_down"])
    return sum(not packet.up and bool(packet.flags & TCP_RESET) for flow in flows.values()
               for packet in flow if begin_ns <= packet.at_ns < end_ns)


@test("tls")
def a_reset_that_answers_the_goodbye_is_counted_as_it_passes(world):
    pair = Pair(world, "good")
    resets = {(engine, library): bytes_of_ended_connections_are_those_of_a_capture(
        world, pair, engine, library) for engine in ENGINES for library in ("raw", "curl")}
    check(any(resets.values()), resets)
