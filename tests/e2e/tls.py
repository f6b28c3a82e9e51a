"""TLS on both engines: delivery, bytes, certificates and refusals."""
import contextlib
import itertools
import json
import select
import signal
import socket
import ssl
import subprocess
import threading

from capture import Capture, TCP_RESET, connections, traffic
from harness import ENGINES, Server, TRANSPORTS, cells_in, check, client, test, together
from listener import Listener

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
    done = world.run("pushbench-client", "--transport", transport, "--connect",
                     f"https://127.0.0.1:{port}", "--tls-ca", ca, *LOAD, *arguments, timeout=60)
    check(done.stdout, "no document:", done.returncode, done.stderr)
    return done.returncode, json.loads(done.stdout), done.stderr


def errors_in(text):
    """The lines of the client's standard error that are not about its phases."""
    return [line for line in text.splitlines() if "phase " not in line]


def expect_stream(counted, *what):
    """The client's counts add up to the kernel's. Where a busy server acknowledges late, the kernel
    sends a request again and counts it twice, so what went up may be more."""
    down = counted["payload"] + counted["protocol_down"] + counted["tls_down"]
    up = counted["protocol_up"] + counted["tls_up"]
    check(down == counted["tcp_down"], *what, "down", down, "kernel", counted["tcp_down"])
    check(up <= counted["tcp_up"] <= up * 1.05, *what, "up", up, "kernel", counted["tcp_up"])


@test()
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
        # of the whole run, since messages are in flight at the edges of the measured phase
        check(result["bytes"]["tls_down"] > 0, engine, transport, result["bytes"])
        expect_stream(result["whole"]["bytes"], engine, transport)

    together(deliver, itertools.product(ENGINES, TRANSPORTS))


@test()
def each_record_costs_twenty_two_bytes(world):
    pair = Pair(world, "good")

    def push(engine):
        with secure_server(world, engine, pair) as server:
            result = secure_client(world, server.port, "websocket", pair.certificate)[1]
        records, rest = divmod(result["bytes"]["tls_down"], 22)
        received = result["counted"]["received"]
        # where the machine is busy, messages that wait for one write share its record
        check(rest == 0 and received / 2 <= records <= received, engine, result["bytes"],
              result["counted"])

    together(push, itertools.product(ENGINES))


@test()
def polls_on_new_connections_resume_the_tls_session_where_allowed(world):
    pair = Pair(world, "good")

    def poll(engine, resume):
        arguments = ("--keep-alive", "off", "--tls-resume", resume)
        with secure_server(world, engine, pair, *arguments) as server:
            status, result, text = secure_client(world, server.port, "short_poll",
                                                 pair.certificate, *arguments)
        check(status == 0, engine, resume, text)
        opened, made = result["connections"]["opened"], result["tls"]
        check(opened >= 20, engine, result["connections"])
        # at the end of the run each user may have an unfinished handshake
        unmade = opened - made["full"] - made["resumed"]
        check(0 <= unmade <= 5 and made["failed"] == 0, engine, resume, opened, made)
        check(made["full"] == 5 if resume == "on" else made["resumed"] == 0, engine, resume, made)
        expect_stream(result["whole"]["bytes"], engine, resume)

    together(poll, itertools.product(ENGINES, ("on", "off")))


@test()
def a_reopened_websocket_resumes_its_tls_session(world):
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
    lines = errors_in(text)
    check(status == 3 and result["outcome"] == "failed", status, text)
    check(len(lines) == 1, "one line:", text)
    for word in words:
        check(word in lines[0], repr(word), "not in", lines[0])


@test()
def users_refuse_a_certificate_that_they_do_not_trust(world):
    good, other = Pair(world, "good"), Pair(world, "other")
    named = Pair(world, "named", "DNS:elsewhere.test")

    def refuse(engine, case):
        served, trusted, word = case
        with secure_server(world, engine, served) as server:
            expect_refusal(secure_client(world, server.port, "sse", trusted.certificate),
                           "certificate is refused", word)

    together(refuse, itertools.product(ENGINES, ((good, other, "--tls-ca"),
                                                 (named, named, "127.0.0.1"))))


class Terminator(Listener):
    """Ends TLS in front of `port`. The client's own connections, one to look whether a server is
    there and one for control requests, get the certificate `first`; the users' get `others`."""

    OWN = 2

    def __init__(self, port, first, others):
        self.port_behind = port
        self.contexts = [self.context(pair) for pair in (first, others)]
        self.numbers = itertools.count()

    @staticmethod
    def context(pair):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)
        return context

    def accepted(self, connection):
        context = self.contexts[next(self.numbers) >= self.OWN]
        threading.Thread(target=self.serve, args=(connection, context), daemon=True).start()

    def serve(self, connection, context):
        with contextlib.suppress(OSError):
            connection.settimeout(5)
            with context.wrap_socket(connection, server_side=True) as outside, \
                    socket.create_connection(("127.0.0.1", self.port_behind)) as inside:
                poll = select.poll()  # select() takes no descriptor above 1,023
                poll.register(outside, select.POLLIN)
                poll.register(inside, select.POLLIN)
                while True:
                    ready = [outside.fileno()] if outside.pending() else \
                        [descriptor for descriptor, _ in poll.poll(5000)]
                    for source, target in ((outside, inside), (inside, outside)):
                        if source.fileno() in ready:
                            data = source.recv(65536)
                            if not data:
                                return
                            target.sendall(data)


@test(late_s=1 / 3)  # all handshakes within a second, with three programs at work
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
        together(connect, itertools.product(("sse", "websocket"), ("good", *refused)))


@test()
def http_to_a_tls_port_and_tls_to_a_plain_port_are_explained(world):
    pair = Pair(world, "good")

    def speak(engine):
        with secure_server(world, engine, pair) as server:
            expect_refusal(client(world, server, "sse", *LOAD), "https://")
            check(server.send(b"GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n")[:5] != b"HTTP/", engine)
            status, _, text = secure_client(world, server.port, "sse", pair.certificate)
            check(status == 0, engine, "serves no more:", text)
        with Server(world, engine) as server:
            expect_refusal(secure_client(world, server.port, "sse", pair.certificate), "http://")

    together(speak, itertools.product(ENGINES))


@test()
def an_unusable_certificate_ends_the_server_with_a_line_that_says_why(world):
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
            done = world.run("pushbench-server", "--engine", engine, *arguments)
            check(done.returncode == status, engine, arguments, done.returncode, done.stderr)
            check(str(words) in done.stderr and done.stderr.count("\n") == 1, engine, done.stderr)
    done = world.run("pushbench-client", "--connect", "https://127.0.0.1:1", "--tls-ca", missing)
    check(done.returncode == 3, done.returncode, done.stderr)


@test()
def unfinished_tls_handshakes_do_not_disturb_other_users(world):
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

    together(stop, itertools.product(ENGINES))


@test(late_s=0.05)  # the period of messages: later ones would share a segment, and miss the model
def a_run_makes_its_certificate_and_leaves_no_key(world):
    given = world.experiment({"name": "secret", "params": {
        "transport": ["long_poll", "websocket"], "engine": ["lws", "civetweb"], "tls": [False, True],
        "clients": 5, "rate_per_s": 20, "warmup_s": 0.2, "duration_s": 1}})
    out = world.folder / "secret"
    done = world.pushbench("run", given, "--out", out)
    check(done.returncode == 0, done.returncode, done.stdout[-1500:], done.stderr[-500:])
    cells = cells_in(out)
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


@test()
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


def check_bytes_of_ended_connections(world, pair, engine, library):
    """Compares the client's counts with a capture; returns the number of resets from the server."""
    with secure_server(world, engine, pair, "--no-keep-alive") as server:
        with Capture(world, f"ends-{engine}-{library}", [server.port], 96) as capture:
            status, result, text = secure_client(world, server.port, "short_poll", pair.certificate,
                                                 "--no-keep-alive", "--client-library", library)
    check(status == 0, engine, library, text)
    flows = connections(capture.packets)
    # during the measured phase only users open connections
    begin_ns, end_ns = (result["window"][f"counted_{edge}_ns"] for edge in ("start", "end"))
    seen = traffic(flows, begin_ns, end_ns)
    counted = {**result["bytes"], **result["segments"]}
    # a reset counted as a segment with time stamps would make 0.5 % or more of the bytes
    check(abs(counted["wire_down"] / seen["wire_down"] - 1) < 0.003, engine, library, "counted",
          counted["wire_down"], "captured", seen["wire_down"])
    return sum(not packet.up and bool(packet.flags & TCP_RESET) for flow in flows
               for packet in flow if begin_ns <= packet.at_ns < end_ns)


@test(late_s=0.01)  # between the instant of the window and its counts nothing passes
def resets_after_close_notify_are_counted_as_captured(world):
    pair = Pair(world, "good")
    resets = {(engine, library): check_bytes_of_ended_connections(
        world, pair, engine, library) for engine in ENGINES for library in ("raw", "curl")}
    check(any(resets.values()), resets)
