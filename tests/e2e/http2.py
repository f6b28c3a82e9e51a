"""HTTP/2 of the engine epoll and of the client: independent clients read what HTTP/1.1 says, counts
are those of the kernel, and hostile peers harm nobody else."""
import json
import socket
import ssl
import struct
import subprocess
import time

from capture import Capture, connections, traffic
from browser import Browser
from fronts import NGINX_GOOD, certificate, nginx
from harness import (ENGINES, TOKEN, TRANSPORTS, Client, Run, Server, check, client, run_together, test,
                     together, wait_until)
from heap import resident_bytes
from tls import Pair, secure_client
import workloads

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
INITIAL_WINDOW_SIZE, ENABLE_CONNECT_PROTOCOL = 4, 8
KINDS = ("frame_head", "header_block", "data", "settings", "window_update", "ping", "goaway", "other")
AUTHORIZATION = f"Authorization: Bearer {TOKEN}"
USERS = 40
SPEAKS = ("--http-version", 2)


def speaking(world, *arguments):
    return Server(world, "epoll", *SPEAKS, *arguments)


def asked(server):
    """Requests other than those that ask for this."""
    counters = server.stats()["counters"]
    return counters["requests"] - counters["control_requests"]


def curl(server, path, *arguments, version="--http2-prior-knowledge", scheme="http", timeout=20):
    """(head as a list of lines, body) of an answer."""
    done = subprocess.run(["curl", "-sS", "-i", version, *map(str, arguments),
                           f"{scheme}://127.0.0.1:{server.port}{path}"],
                          capture_output=True, timeout=timeout)
    check(done.returncode == 0, path, done.returncode, done.stderr)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    return head.decode().lower().split("\r\n"), body


# --- frames, as bytes ---------------------------------------------------------------------------

def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(name, value):
    """A header that is neither indexed nor compressed (RFC 7541, 6.2.2)."""
    return b"\0" + b"".join(bytes([len(text)]) + text for text in (name.encode(), value.encode()))


def head_of(path, method="GET", more=()):
    return b"".join(literal(name, value) for name, value in (
        (":method", method), (":scheme", "http"), (":path", path), (":authority", "localhost"), *more))


def asks(stream, path, flags=END_HEADERS | END_STREAM):
    return frame(HEADERS, flags, stream, head_of(path))


class Talk:
    """A connection of HTTP/2 whose frames are read one by one."""

    def __init__(self, server, settings=b""):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        self.heard, self.frames = b"", []
        self.say(PREFACE + frame(SETTINGS, 0, 0, settings))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def say(self, data):
        try:
            self.socket.sendall(data)
        except OSError:  # the server may end the connection before all is sent
            pass

    def next(self):
        """(kind, flags, stream, payload); None at the end of the connection."""
        while True:
            if len(self.heard) >= 9:
                length = int.from_bytes(self.heard[:3], "big")
                if len(self.heard) >= 9 + length:
                    kind, flags, stream = struct.unpack(">BBI", self.heard[3:9])
                    payload, self.heard = self.heard[9:9 + length], self.heard[9 + length:]
                    return kind, flags, stream, payload
            try:
                got = self.socket.recv(65536)
            except ConnectionResetError:
                got = b""
            if not got:
                return None
            self.heard += got

    def until(self, kind, stream=None):
        """The next frame of a kind; None at the end of the connection."""
        while got := self.next():
            if got[0] == kind and (stream is None or got[2] == stream):
                return got
        return None


def good_users(world, server, hurt):
    """Others are served while `hurt` goes on."""
    with Talk(server) as good:
        good.say(asks(1, "/short_poll"))
        check(good.until(DATA, 1), "nobody answers before")
        hurt()
        good.say(asks(3, "/short_poll"))
        check(good.until(DATA, 3), "nobody answers after")
    check(server.process.poll() is None, "the server is gone")


# --- independent clients ------------------------------------------------------------------------

@test()
def both_versions_answer_with_the_same_headers_and_bodies(world):
    with speaking(world, "--response-headers", "typical", "--rate", 0) as server:
        for path, more in (("/short_poll", ()), ("/short_poll?channel=7", ()), ("/nothing", ()),
                           ("/publish", ("-d", '{"data":"x"}')), ("/stats", ()), ("/websocket", ()),
                           ("/probe", ()),
                           ("/start", ("-d", "", "-H", AUTHORIZATION))):
            old, old_body = curl(server, path, *more, version="--http1.1")
            new, new_body = curl(server, path, *more)
            check(old[0].split()[:2] == ["http/1.1", new[0].split()[1]] and new[0].startswith("http/2"),
                  path, old[0], new[0])
            kept = [line for line in old[1:] if not line.startswith(("connection:", "upgrade:"))]
            check([line.split(":")[0] for line in kept] == [line.split(":")[0] for line in new[1:]],
                  path, kept, new)
            check(path == "/publish" or old_body == new_body, path, old_body, new_body)


@test()
def a_stream_over_http_2_has_the_events_of_one_over_http_1(world):
    with speaking(world, "--rate", 200, "--publish-start", "request") as server:
        reads = [subprocess.Popen(["curl", "-sN", version, "--max-time", "3",
                                   f"http://127.0.0.1:{server.port}/sse?after=0"],
                                  stdout=subprocess.PIPE)
                 for version in ("--http1.1", "--http2-prior-knowledge")]
        wait_until(lambda: server.stats()["counters"]["streams_opened"] == 2, "both read")
        curl(server, "/start", "-d", "", "-H", AUTHORIZATION)
        old, new = (read.communicate(timeout=20)[0].split(b"\n\n") for read in reads)
    whole = min(len(old), len(new)) - 1
    check(whole > 300 and old[:whole] == new[:whole], len(old), len(new))


@test()
def a_long_poll_over_http_2_is_held_and_then_answered(world):
    with speaking(world, "--rate", 0, "--hold-ms", 20000) as server:
        poll = subprocess.Popen(["curl", "-s", "--http2-prior-knowledge",
                                 f"http://127.0.0.1:{server.port}/long_poll"], stdout=subprocess.PIPE)
        wait_until(lambda: asked(server) == 1, "it asks")
        time.sleep(0.3)
        check(poll.poll() is None, "it was not held")
        curl(server, "/publish", "-d", '{"data":"x"}')
        messages = json.loads(poll.communicate(timeout=20)[0])["messages"]
        check([message["data"] for message in messages] == ["x"], messages)


@test()
def many_streams_of_few_connections_are_all_answered(world):
    requests = 20000
    with speaking(world, "--rate", 0) as server:
        done = subprocess.run(["h2load", "-n", str(requests), "-c", "10", "-m", "50",
                               f"http://127.0.0.1:{server.port}/short_poll"],
                              capture_output=True, text=True, timeout=60, check=True)
    check(f"{requests} total, {requests} started, {requests} done, {requests} succeeded, 0 failed, "
          "0 errored, 0 timeout" in done.stdout, done.stdout)
    check(server.counts["counters"]["polls_answered"] == requests, server.counts["counters"])


@test()
def tls_offers_the_version_by_alpn(world):
    with speaking(world, "--rate", 0, *Pair(world, "http2").served()) as server:
        for version, said in (("--http2", "http/2 200"), ("--http1.1", "http/1.1 200")):
            head, _ = curl(server, "/short_poll", "-k", version=version, scheme="https")
            check(head[0].startswith(said), version, head)


@test()
def over_tls_nothing_but_alpn_chooses_http_2(world):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    with speaking(world, "--rate", 0, *Pair(world, "http2").served()) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as plain, \
                context.wrap_socket(plain) as secure:
            secure.sendall(PREFACE)
            check(secure.recv(1000).startswith(b"HTTP/1.1 505 "), "it speaks HTTP/2")


@test()
def http_2_is_refused_where_it_was_not_asked_for(world):
    with Server(world, "epoll", "--rate", 0) as server:
        check(server.ask(PREFACE).startswith(b"HTTP/1.1 505 "), "not 505")
    for engine in ("lws", "civetweb"):
        done = world.run("pushbench-server", "--engine", engine, "--http-version", 2)
        check(done.returncode == 2 and "epoll" in done.stderr, engine, done.returncode, done.stderr)


# --- our client -----------------------------------------------------------------------------------

def check_client(world, transport, each):
    with speaking(world, "--publish-start", "request", "--rate", 30) as server:
        with Capture(world, f"{transport}-{each}", [server.port]) as capture:
            status, result, text = client(world, server, transport, *SPEAKS, "--clients", USERS,
                                          "--streams-per-connection", each, "--interval", 100,
                                          "--warmup", 0.2, "--duration", 1)
    what = transport, each
    check(status == 0 and result["expected"] == result["delivered"] > 0, *what, text)
    check(result["lost"] == result["duplicated"] == result["corrupted"] == 0, *what, result["lost"])
    counted, life = result["whole"]["bytes"], result["life"]
    check(counted["tcp_up"] + counted["tcp_down"] == counted["payload"] + counted["protocol_up"] +
          counted["protocol_down"], *what, counted)
    of_users = [flow for flow in connections(capture.packets) if b"PRI * HTTP/2.0" in
                b"".join(packet.data for packet in flow if packet.up)[:24]]
    check(len(of_users) == result["connections"]["opened"] == USERS // each, *what, len(of_users))
    check(life["ready"] == USERS and sum(life["failed"].values()) == 0, *what, life)
    theirs = server.counts["counters"]["requests"] - server.counts["counters"]["control_requests"]
    check(theirs == result["whole"]["requests"]["total"], *what, theirs, result["whole"]["requests"])
    measured, kinds = result["bytes"], result["http2"]
    check(sum(kinds[f"{kind}_bytes"] for kind in KINDS) == measured["payload"] +
          measured["payload_up"] + measured["protocol_up"] + measured["protocol_down"], *what, kinds)
    for name, seen in traffic(of_users).items():
        given = {**counted, **result["whole"]["segments"]}[name]
        check(abs(given / seen - 1) <= 0.005, *what, name, "counted", given, "captured", seen)


@test(late_s=0.02)
def the_client_counts_every_byte_of_its_streams(world):
    together(check_client, [(world, transport, each) for transport in TRANSPORTS for each in (1, 10)])


@test()
def the_client_speaks_http_2_over_tls(world):
    pair = Pair(world, "client")
    with speaking(world, "--publish-start", "request", "--rate", 20, *pair.served()) as server:
        for transport in TRANSPORTS:
            status, result, text = secure_client(world, server.port, transport, pair.certificate,
                                                 *SPEAKS)
            check(status == 0 and result["delivered"] == result["expected"] > 0, transport, text)


@test()
def an_empty_poll_with_heads_of_a_browser_costs_a_quarter_of_that_over_http_1(world):
    """Of the bytes beside TCP's and IP's, from the third poll on: the table of heads is full."""
    each = {}
    for version in (1.1, 2):
        with speaking(world, "--publish-start", "request", "--rate", 0.001, "--response-headers",
                      "typical") as server:
            status, result, text = client(world, server, "short_poll", "--http-version", version,
                                          "--request-headers", "browser", "--clients", 5,
                                          "--interval", 50, "--warmup", 0.3, "--duration", 1)
        check(status == 0, version, text)
        check(result["requests"]["empty"] > 0.98 * result["requests"]["total"], version,
              result["requests"])
        each[version] = (result["bytes"]["protocol_up"] + result["bytes"]["protocol_down"]) / \
            result["requests"]["total"]
    check(each[2] <= each[1.1] / 4, each)


@test()
def messages_of_users_are_posted_as_streams(world):
    for transport in ("long_poll", "sse"):
        chat = "--workload", "chat", "--clients", 8, "--room-users", 4, *SPEAKS
        run = Run("epoll", transport, chat,
                  (*chat, "--rate", 5, "--arrival", "poisson", "--warmup", 0.3, "--duration", 1))
        run_together(world, [run])
        workloads.check_written(run, 4)


def check_killed(world, transport):
    journal = world.folder / f"{transport}.tsv"
    with speaking(world, "--publish-start", "request", "--rate", 30, "--journal", journal) as server:
        run = Client(world, server, transport, *SPEAKS, "--clients", USERS, "--streams-per-connection", 4,
                     "--warmup", 0.2, "--duration", 2, "--reconnect-cap-ms", 200)
        run.wait_for_phase("measure")
        time.sleep(0.5)
        server.kill()
        server.start_again()
        status, result, text = run.result()
    # 1: connections were lost
    check(status == 1 and result["lost"] == result["duplicated"] == 0, transport, status,
          result["lost"], text)
    check(sum(result["life"]["lost"].values()) == USERS, transport, result["life"]["lost"])
    check(result["connections"]["reopened"] >= USERS // 4, transport, result["connections"])


@test()
def users_of_a_server_that_was_killed_come_back_over_http_2(world):
    together(check_killed, [(world, transport) for transport in ("sse", "websocket")])


def check_many(world, transport, each):
    users = 1000
    with speaking(world, "--publish-start", "request", "--rate", 10) as server:
        status, result, text = client(world, server, transport, *SPEAKS, "--clients", users,
                                      "--streams-per-connection", each, "--interval", 500,
                                      "--connect-timeout-ms", 60000, "--warmup", 1, "--duration", 2)
    check(status == 0 and result["expected"] == result["delivered"] == users * result["published"],
          transport, each, text)
    check(result["connections"]["opened"] == users // each, transport, each, result["connections"])


@test()
def a_thousand_users_share_ten_connections_and_lose_nothing(world):
    for transport in ("sse", "websocket"):
        for each in (1, 100):
            check_many(world, transport, each)


@test()
def a_table_of_heads_is_what_makes_the_later_ones_short(world):
    later = {}
    for name, options in (("usual", ()), ("no table", ("--hpack-table-bytes", 0)),
                          ("nothing in it", ("--no-hpack-indexing",))):
        with speaking(world, "--publish-start", "request", "--rate", 0.001, "--response-headers",
                      "typical", *options) as server:
            status, result, text = client(world, server, "short_poll", *SPEAKS, *options,
                                          "--request-headers", "browser", "--clients", 5,
                                          "--interval", 50, "--warmup", 0.1, "--duration", 0.5)
        check(status == 0, name, text)
        later[name] = result["http2"]["later_heads_bytes"]
        check(name != "usual" or later[name] < result["http2"]["first_heads_bytes"] / 2, name,
              result["http2"])
    check(later["no table"] > 3 * later["usual"] and later["nothing in it"] > 3 * later["usual"], later)


@test()
def our_client_hears_all_from_another_server_of_http_2(world):
    """nginx speaks HTTP/2 with the users, and HTTP/1.1 with the server."""
    _, its_certificate, key = certificate(world.folder)
    tls = f"ssl_certificate {its_certificate}; ssl_certificate_key {key};"
    with Server(world, "epoll", "--publish-start", "request", "--rate", 30) as server:
        port = server.port
        inside = NGINX_GOOD.replace("Connection $connection_upgrade", "Connection ''")
        with nginx(world, port, tls=" ssl http2", outside=tls, inside=inside) as front:
            for transport in ("short_poll", "long_poll", "sse"):
                status, result, text = secure_client(
                    world, front, transport, its_certificate, *SPEAKS, "--clients", 20,
                    "--streams-per-connection", 5, "--interval", 100)
                check(status == 0 and result["expected"] == result["delivered"] > 0, transport, text)


@test()
def cursors_in_a_header_or_an_etag_lose_nothing(world):
    runs = []
    for engine in ENGINES:
        for cursor in ("header", "etag"):
            for transport, library in (("short_poll", "raw"), ("long_poll", "raw"),
                                       ("short_poll", "curl"), ("long_poll", "lws")):
                runs.append(Run(engine, transport, ("--hold-ms", 100, "--rate", 4),
                                ("--cursor", cursor, "--client-library", library, "--clients", 5,
                                 "--interval", 100, "--warmup", 0.2, "--duration", 1)))
    runs += [Run("epoll", transport, (*SPEAKS, "--hold-ms", 100, "--rate", 4),
                 (*SPEAKS, "--cursor", cursor, "--clients", 5, "--interval", 100, "--warmup", 0.2,
                  "--duration", 1))
             for transport in ("short_poll", "long_poll") for cursor in ("header", "etag")]
    run_together(world, runs)
    for run in runs:
        what = run.engine, run.transport, run.client_arguments
        check(run.status == 0 and run.result["expected"] == run.result["delivered"] > 0, *what, run.text)
        check(run.result["requests"]["empty"] > 0 == run.result["requests"]["failed"], *what,
              run.result["requests"])


@test()
def a_poll_with_an_etag_is_answered_by_304_until_there_is_a_message(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            head, body = curl(server, "/short_poll", "-H", 'If-None-Match: "0"', version="--http1.1")
            check(head[0].split()[1] == "304" and 'etag: "0"' in head and body == b"", engine, head, body)
            curl(server, "/publish", "-d", '{"data":"x"}', version="--http1.1")
            head, body = curl(server, "/short_poll", "-H", 'If-None-Match: "0"', version="--http1.1")
            check(head[0].split()[1] == "200" and 'etag: "1"' in head, engine, head)
            check(json.loads(body)["messages"][0]["data"] == "x", engine, body)
            head, body = curl(server, "/short_poll", "-H", "If-None-Match: 0", version="--http1.1")
            check(head[0].split()[1] == "400", engine, head)


@test()
def a_server_without_http_2_is_said_to_have_none(world):
    with Server(world, "epoll") as server:
        status, result, text = client(world, server, "sse", *SPEAKS, "--clients", 3,
                                      "--connect-timeout-ms", 500)
        check(status != 0, status, text)
        check(result is None or result["life"]["failed"]["protocol"] > 0, result)
    for wrong in (("--client-library", "curl"), ("--no-keep-alive",)):
        done = world.run("pushbench-client", "--transport", "sse", "--connect", "http://127.0.0.1:9",
                         *SPEAKS, *wrong)
        check(done.returncode == 2 and "http-version" in done.stderr, wrong, done.stderr)


# --- WebSockets as streams -------------------------------------------------------------------------

def connects(stream, path, protocol="websocket", version="13"):
    return frame(HEADERS, END_HEADERS, stream, head_of(path, "CONNECT", (
        (":protocol", protocol), ("sec-websocket-version", version))))


def said(text, opcode=1):
    """A masked frame of a WebSocket, whose mask is zero."""
    return bytes([0x80 | opcode, 0x80 | len(text)]) + bytes(4) + text


STATUS_200 = b"\x88"  # RFC 7541, appendix A


@test()
def a_websocket_over_http_2_is_opened_by_an_extended_connect(world):
    with speaking(world, "--rate", 0) as server, Talk(server) as talk:
        offered = talk.until(SETTINGS)[3]
        check((ENABLE_CONNECT_PROTOCOL, 1) in struct.iter_unpack(">HI", offered), offered)
        talk.say(connects(1, "/websocket"))
        answer = talk.until(HEADERS, 1)
        check(answer[3].startswith(STATUS_200) and not answer[1] & END_STREAM, answer)
        curl(server, "/publish", "-d", '{"data":"x"}')
        message = talk.until(DATA, 1)[3]
        check(message[0] == 0x81 and json.loads(message[2:])["data"] == "x", message)
        talk.say(frame(DATA, 0, 1, said(b"hello", 9)))
        check(talk.until(DATA, 1)[3] == b"\x8a\x05hello", "no pong")
        talk.say(asks(3, "/short_poll"))
        check(talk.until(DATA, 3), "polls stop beside it")
        talk.say(frame(DATA, END_STREAM, 1, said(struct.pack(">H", 1000), 8)))
        closed = talk.until(DATA, 1)
        check(closed[3] == b"\x88\x02\x03\xe8" and closed[1] & END_STREAM, closed)
        counters = server.stats()["counters"]
        check(counters["sockets_upgraded"] == counters["closes_normal"] == 1, counters)


@test()
def a_connect_that_asks_for_something_else_is_refused_alone(world):
    with speaking(world, "--rate", 0) as server, Talk(server) as talk:
        statuses = {}
        for number, (path, protocol, version) in enumerate((
                ("/websocket", "chat", "13"), ("/sse", "websocket", "13"),
                ("/websocket", "websocket", "12"), ("/nothing", "websocket", "13"),
                ("/stats", "websocket", "13"))):
            talk.say(connects(2 * number + 1, path, protocol, version))
            answer = talk.until(HEADERS, 2 * number + 1)
            check(answer and not answer[3].startswith(STATUS_200), path, protocol, version, answer)
            statuses[path, protocol, version] = talk.until(DATA, 2 * number + 1)[3]
        check(b"websocket" in statuses["/websocket", "chat", "13"], statuses)
        talk.say(asks(99, "/short_poll"))
        check(talk.until(DATA, 99), "nobody answers after")


@test()
def a_fault_of_one_websocket_ends_its_stream_alone(world):
    faults = {"not masked": (b"\x81\x01x", 1002), "a binary": (said(b"x", 2), 1003),
              "no UTF-8": (said(b"\xff"), 1007)}
    with speaking(world, "--rate", 0) as server, Talk(server) as talk:
        talk.say(connects(1, "/websocket"))
        talk.until(HEADERS, 1)
        for number, (name, (bytes_, code)) in enumerate(faults.items()):
            stream = 2 * number + 3
            talk.say(connects(stream, "/websocket"))
            talk.until(HEADERS, stream)
            talk.say(frame(DATA, 0, stream, bytes_))
            closed = talk.until(DATA, stream)
            check(closed[3][:1] == b"\x88" and closed[3][2:4] == struct.pack(">H", code), name, closed)
        talk.say(connects(21, "/websocket") + frame(RST_STREAM, 0, 21, struct.pack(">I", 8)))
        curl(server, "/publish", "-d", '{"data":"x"}')
        check(b'"x"' in talk.until(DATA, 1)[3], "the good one hears nothing")


@test()
def a_server_that_ends_closes_websockets_before_their_connection(world):
    with speaking(world, "--rate", 0) as server:
        talk = Talk(server)
        for stream in (1, 3):
            talk.say(connects(stream, "/websocket"))
            talk.until(HEADERS, stream)
    with talk:
        for stream in (1, 3):
            closed = talk.until(DATA, stream)
            check(closed and closed[3] == b"\x88\x02\x03\xe9", stream, closed)
        check(talk.until(GOAWAY), "it was cut off without a word")


@test()
def websockets_of_users_are_closed_and_not_reset(world):
    with speaking(world, "--publish-start", "request", "--rate", 20) as server:
        with Capture(world, "ended", [server.port]) as capture:
            status, result, text = client(world, server, "websocket", *SPEAKS, "--clients", 10,
                                          "--streams-per-connection", 5, "--warmup", 0.2,
                                          "--duration", 1)
    check(status == 0, text)
    of_users = [flow for flow in connections(capture.packets) if b"PRI * HTTP/2.0" in
                b"".join(packet.data for packet in flow if packet.up)[:24]]
    check(len(of_users) == 2, len(of_users))
    for flow in of_users:
        sent = b"".join(packet.data for packet in flow if packet.up)[len(PREFACE):]
        kinds = []
        while len(sent) >= 9:
            kinds.append(sent[3])
            sent = sent[9 + int.from_bytes(sent[:3], "big"):]
        check(RST_STREAM not in kinds and kinds.count(DATA) >= 5 and kinds[-1] == GOAWAY, kinds)
    check(server.counts["counters"]["closes_normal"] == 10, server.counts["counters"])


PAGE = """
window.heard = [];
window.sockets = [0, 1, 2].map(n => {
  const socket = new WebSocket(`wss://${location.host}/websocket`);
  socket.onmessage = event => heard.push(n + ':' + JSON.parse(event.data).data);
  return socket;
});"""


@test()
def a_browser_has_its_websockets_on_the_connection_of_the_page(world):
    with speaking(world, "--rate", 0, *Pair(world, "browser").served()) as server:
        with Browser("--ignore-certificate-errors") as browser:
            browser.open(f"https://127.0.0.1:{server.port}/short_poll")
            browser.run(PAGE)
            wait_until(lambda: browser.run("sockets.every(socket => socket.readyState == 1)"), "open")
            curl(server, "/publish", "-k", "-d", '{"data":"x"}', version="--http1.1", scheme="https")
            wait_until(lambda: browser.run("heard.length") == 3, "all hear")
            check(sorted(browser.run("heard")) == ["0:x", "1:x", "2:x"], browser.run("heard"))
            counters = json.loads(curl(server, "/stats", "-k", "-H", AUTHORIZATION,
                                       version="--http1.1", scheme="https")[1])["counters"]
            check(counters["sockets_upgraded"] == counters["messages_handed_out"] == 3, counters)
            check(counters["writes"] == 1, "they share a connection", counters)


# --- what a browser allows ---------------------------------------------------------------------------

EVENTS = """
window.opened = 0;
window.sources = Array.from({length: %d}, () => {
  const source = new EventSource('/sse');
  source.onopen = () => { opened++; };
  return source;
});"""


def check_event_streams(world, version, asked_for, served):
    with Server(world, "epoll", "--http-version", version, "--rate", 0,
                *Pair(world, f"events-{version}").served()) as server:
        with Browser("--ignore-certificate-errors") as browser:
            browser.open(f"https://127.0.0.1:{server.port}/short_poll")
            browser.run(EVENTS % asked_for)
            wait_until(lambda: browser.run("opened") >= served, f"{served} event streams")
            time.sleep(1)
            check(browser.run("opened") == served, version, browser.run("opened"))
            browser.run("sources.filter(source => source.readyState == 1)[0].close()")
            wait_until(lambda: browser.run("opened") == served + 1, "the next one takes its place")


@test()
def the_seventh_event_stream_of_a_browser_waits_over_http_1(world):
    check_event_streams(world, "1.1", 8, 6)


@test()
def the_hundred_and_first_event_stream_of_a_browser_waits_over_http_2(world):
    check_event_streams(world, "2", 104, 100)


# --- hostile peers ------------------------------------------------------------------------------

@test()
def a_peer_that_never_opens_its_window_loses_its_stream_alone(world):
    """The messages of ten seconds are more than the backlog allows."""
    with speaking(world, "--rate", 2000, "--payload-bytes", 1000, "--backlog-bytes", 100000,
                  "--backlog-policy", "drop_connection") as server:
        closed = struct.pack(">HI", INITIAL_WINDOW_SIZE, 0)
        with Talk(server, closed) as slow:
            slow.say(asks(1, "/sse"))
            reset = slow.until(RST_STREAM, 1)
            check(reset, "its stream was not reset")
            slow.say(frame(PING, 0, 0, b"12345678"))
            check(slow.until(PING), "its connection ended too")
        check(server.stats()["counters"]["connections_dropped"] == 1, server.stats()["counters"])


@test()
def a_small_window_delays_a_stream_and_loses_nothing(world):
    with speaking(world, "--rate", 0) as server:
        with Talk(server, struct.pack(">HI", INITIAL_WINDOW_SIZE, 10)) as narrow:
            narrow.say(asks(1, "/sse"))
            narrow.until(HEADERS, 1)
            for text in ("one", "two"):
                curl(server, "/publish", "-d", json.dumps({"data": text}))
            heard = b""
            while heard.count(b"\n\n") < 2:
                got = narrow.until(DATA, 1)
                check(got and len(got[3]) <= 10, got)
                heard += got[3]
                narrow.say(frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", len(got[3]))))
            check(b'"one"' in heard and b'"two"' in heard, heard)


@test()
def a_flood_of_resets_ends_its_connection_alone(world):
    with speaking(world, "--rate", 0, "--hold-ms", 30000) as server:
        def flood():
            with Talk(server) as bad:
                for stream in range(1, 60001, 2):
                    bad.say(asks(stream, "/long_poll") +
                            frame(RST_STREAM, 0, stream, struct.pack(">I", 8)))
                check(bad.until(GOAWAY), "nothing stopped it")
        good_users(world, server, flood)
        waits = server.stats()["counters"]
        check(waits["polls_abandoned"] > 0, waits)


@test()
def heads_that_never_end_or_are_too_long_end_their_connection_alone(world):
    with speaking(world, "--rate", 0, "--request-timeout-ms", 1000) as server:
        before = resident_bytes(server.process.pid)

        def continuations():
            with Talk(server) as bad:
                bad.say(asks(1, "/short_poll", END_STREAM))
                for _ in range(2000):
                    bad.say(frame(CONTINUATION, 0, 1, literal("x", "y" * 100) * 50))
                check(bad.until(GOAWAY) or True, "")  # it may be cut off before it is read
                check(bad.next() is None, "it goes on")

        def cut_off():
            with Talk(server) as bad:
                bad.say(frame(HEADERS, END_HEADERS, 1, head_of("/publish", "POST")))
                check(bad.until(HEADERS, 1), "a body that never comes is waited for")
                check(bad.until(RST_STREAM, 1), "its stream stays")

        def not_taken():
            with Talk(server, struct.pack(">HI", INITIAL_WINDOW_SIZE, 0)) as bad:
                bad.say(asks(1, "/short_poll"))
                check(bad.until(HEADERS, 1), "it is not answered")
                check(bad.until(RST_STREAM, 1), "an answer that nobody takes is kept")

        for hurt in (continuations, cut_off, not_taken):
            good_users(world, server, hurt)
        check(resident_bytes(server.process.pid) - before < 4 << 20, "it keeps what came")


@test()
def frames_out_of_order_end_their_connection_alone(world):
    cases = {
        "data of no stream": frame(DATA, END_STREAM, 1, b"x"),
        "an even stream": asks(2, "/short_poll"),
        "a continuation alone": frame(CONTINUATION, END_HEADERS, 1, b""),
        "a window too large": frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 0x7fffffff)),
        "a frame too long": frame(DATA, 0, 1, bytes(20000)),
        "settings of a stream": frame(SETTINGS, 0, 1, b""),
        "heads that are no HPACK": frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\xff\xff\xff\xff\xff"),
    }
    with speaking(world, "--rate", 0) as server:
        for name, bytes_ in cases.items():
            def hurt(name=name, bytes_=bytes_):
                with Talk(server) as bad:
                    bad.say(bytes_)
                    check(bad.until(GOAWAY), name, "was taken")
                    check(bad.next() is None, name, "did not end the connection")
            good_users(world, server, hurt)


@test()
def a_server_that_ends_says_so_to_every_connection(world):
    with speaking(world, "--rate", 0, "--hold-ms", 30000) as server:
        talks = [Talk(server) for _ in range(USERS)]
        for talk in talks:
            talk.say(asks(1, "/long_poll"))
        wait_until(lambda: asked(server) == USERS, "all ask")
    for talk in talks:
        with talk:
            check(talk.until(GOAWAY), "it was cut off without a word")
