"""What the server answers to those who mean it ill, or cannot speak HTTP; the same on both engines."""
import contextlib
import pathlib
import re
import socket
import struct
import subprocess
import time
import zlib

from harness import ENGINES, TOKEN, Server, check, test, wait_until

ANSWER_S = 10  # longest that an answer may take; it mostly takes a millisecond
HOST = b"Host: localhost\r\n"
TOKEN_LINE = b"Authorization: Bearer " + TOKEN.encode() + b"\r\n"
MESSAGE = b'{"data":"x"}'
LENGTH = b"Content-Length: %d\r\n" % len(MESSAGE)
HANDSHAKE = (b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
             b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n")


def get(lines=b"", path=b"/short_poll", version=b"1.1", host=HOST):
    return b"GET " + path + b" HTTP/" + version + b"\r\n" + host + lines + b"\r\n"


def post(lines=LENGTH, body=MESSAGE, path=b"/publish"):
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + lines + b"\r\n" + body


class Talk:
    """One connection, and what came on it."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=ANSWER_S)
        self.heard = b""
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def say(self, data):
        with contextlib.suppress(OSError):  # it may be closed before all is sent
            self.socket.sendall(data)
        return self

    def hear(self, enough):
        """Reads until enough(self), or the end."""
        while not self.ended and not enough(self):
            try:
                got = self.socket.recv(65536)
            except ConnectionResetError:
                got = b""
            self.ended = not got
            self.heard += got
        return self

    @property
    def statuses(self):
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.heard)]


def answers(server, data, count=1, to_the_end=True):
    """The statuses of all answers: up to the end of the connection, where it is to end."""
    with Talk(server) as talk:
        talk.say(data)
        return talk.hear(lambda it: not to_the_end and len(it.statuses) >= count).statuses


# What is sent, and how it is refused; afterwards the connection is closed. A pair is (lws,
# civetweb), where the libraries differ: docs/design.md names each.
REFUSED = {
    "no Host": (get(host=b""), 400),
    "two of them": (get(HOST), 400),
    "the Host of another site": (get(host=b"Host: rebound.example\r\n"), 421),
    "an address within a name": (get(host=b"Host: 127.0.0.1.example:80\r\n"), 421),
    "a NUL in the Host": (get(host=b"Host: localhost\0.example\r\n"), 400),
    "the Origin of another site": (get(b"Origin: http://site.example\r\n"), 403),
    "another port of this host": (get(b"Origin: http://localhost:1\r\n"), 403),
    "no Origin that can be named": (get(b"Origin: null\r\n"), 403),
    "an upgrade from another site": (get(HANDSHAKE + b"Origin: http://site.example\r\n",
                                         b"/websocket"), 403),
    "a post from another site": (post(LENGTH + b"Origin: http://site.example\r\n"), 403),
    "/stats without the token": (get(path=b"/stats"), 401),
    "/start without the token": (post(b"Content-Length: 0\r\n", b"", b"/start"), 401),
    "/silence without the token": (post(path=b"/silence"), 401),
    "/stats with another": (get(b"Authorization: Bearer " + b"0" * 32 + b"\r\n", b"/stats"), 401),
    "a chunked body": (post(b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n"), 411),
    "another coding": (post(b"Transfer-Encoding: gzip\r\n", b""), 411),
    "both": (post(LENGTH + b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n"), 400),
    "two lengths": (post(LENGTH + b"Content-Length: 13\r\n"), 400),
    "twice the same": (post(LENGTH + LENGTH), 400),
    "no length": (post(b"", b""), 411),
    "an empty one": (post(b"Content-Length: \r\n", b""), 411),
    "a negative one": (post(b"Content-Length: -1\r\n"), 400),
    "one with a sign": (post(b"Content-Length: +12\r\n"), 400),
    "one that is no number": (post(b"Content-Length: 12x\r\n"), 400),
    "one beyond 64 bits": (post(b"Content-Length: 99999999999999999999\r\n"), 413),
    "one beyond 2 MiB": (post(b"Content-Length: 2097153\r\n"), 413),
    "a blank before the colon": (post(b"Content-Length : 12\r\n"), (411, 400)),
    "a folded line before the length": (post(b"X-A: b\r\n c\r\n" + LENGTH), (411, 400)),
    "the body of a GET": (get(LENGTH) + MESSAGE, 400),
    "a GET that expects": (get(b"Expect: 100-continue\r\n"), 417),
    "a POST that expects": (post(LENGTH + b"Expect: 100-continue\r\n", b""), 417),
    "a whole URL": (get(path=b"http://localhost/short_poll"), 403),
    "that of another site": (get(path=b"http://site.example/short_poll"), 403),
    "an asterisk": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 403),
    "a path without slash": (get(path=b"short_poll"), 403),
    "CONNECT": (b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n", 403),
    "a long path": (get(path=b"/" + b"a" * 2000), 414),
    "a long query": (get(path=b"/sse?" + b"a" * 2000), 414),
    "a long Last-Event-ID": (get(b"Last-Event-ID: " + b"1" * 100 + b"\r\n", b"/sse"), 400),
    "a head of 20 kB": (get(b"X-A: " + b"a" * 20000 + b"\r\n"), (None, 400)),
    "a hundred lines": (get(b"Accept: a\r\n" * 150), (None, 431)),
    "a NUL in the path": (get(path=b"/short_poll\0"), (None, 400)),
    "another method": (b"BREW /short_poll HTTP/1.1\r\n" + HOST + b"\r\n", 501),
    "PUT": (b"PUT /publish HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "HEAD": (b"HEAD /short_poll HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "HTTP/2's preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/2.0": (get(version=b"2.0"), 505),
    "HTTP/9.9": (get(version=b"9.9"), 505),
    "HTTP/0.9": (b"GET /short_poll\r\n\r\n", 400),
    "a hello of TLS": (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
    "an unknown upgrade": (get(b"Upgrade: foo\r\nConnection: Upgrade\r\n"), 403),
    "an upgrade elsewhere": (get(HANDSHAKE), 400),
    "an upgrade nowhere": (get(HANDSHAKE, b"/nowhere"), 404),
    "a posted handshake": (post(HANDSHAKE + LENGTH, path=b"/websocket"), 405),
}

# What is served, in whatever state the connection is left.
SERVED = {
    "a poll": (get(), 200),
    "HTTP/1.0 without Host": (get(version=b"1.0", host=b""), 200),
    "an address": (get(host=b"Host: 127.0.0.1:1\r\n"), 200),
    "the server's own Origin": (get(b"Origin: http://localhost\r\n"), 200),
    "lines that end with a line feed": (get().replace(b"\r\n", b"\n"), 200),
    "a long Accept-Encoding": (get(b"Accept-Encoding: " + b"br, " * 100 + b"gzip\r\n"), 200),
    "a length of nothing": (get(b"Content-Length: 0\r\n"), 200),
    "a post": (post(), 200),
    "the token": (get(TOKEN_LINE, b"/stats"), 200),
    "an upgrade": (get(HANDSHAKE + b"Origin: http://localhost\r\n", b"/websocket"), 101),
    "the depth of a bomb": (post(b"Content-Length: 1000\r\n", b"[" * 1000), 400),
    "the same for /silence": (post(TOKEN_LINE + b"Content-Length: 1000\r\n", b"[" * 1000,
                                   b"/silence"), 400),
}


def expected(status, engine):
    if not isinstance(status, tuple):
        return [status]
    status = status[ENGINES.index(engine)]
    return [] if status is None else [status]


@test("hostile")
def each_hostile_head_has_one_answer_and_ends_its_connection(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            for name, (data, status) in REFUSED.items():
                got = answers(server, data)
                check(got == expected(status, engine), engine, name, got, "not", status)
            check(server.get("/short_poll")[0] == 200, engine, "no longer serves")


@test("hostile")
def what_looks_odd_but_is_in_order_is_served(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            for name, (data, status) in SERVED.items():
                got = answers(server, data, to_the_end=False)
                check(got == [status], engine, name, got, "not", status)


@test("hostile")
def a_thousand_brackets_in_a_frame_harm_nobody(world):
    frame = b"\x81\xfe" + struct.pack("!H", 1000) + b"\0\0\0\0" + b"[" * 1000
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server, Talk(server) as talk:
            talk.say(get(HANDSHAKE, b"/websocket")).hear(lambda it: b"\r\n\r\n" in it.heard)
            talk.say(frame).hear(lambda it: False)
            check(b"\x03\xef" in talk.heard, engine, "no 1007:", talk.heard[-60:])
            check(server.get("/short_poll")[0] == 200, engine, "no longer serves")


# A second request in one segment; what lws answers to it, and civetweb.
PIPELINED = {
    "poll, post": (get() + post(), ([200, 503], [200, 200])),
    "post, post": (post() + post(), ([200, 503], [200, 200])),
    "post, poll": (post() + get(), ([200, 200], [200, 200])),
    "poll, body of a GET": (get() + get(LENGTH) + MESSAGE, ([200, 400], [200, 400])),
    "poll, PUT": (get() + b"PUT /publish HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + MESSAGE,
                  ([200, 400], [200, 400])),
    "poll, a posted handshake": (get() + post(HANDSHAKE + LENGTH, path=b"/websocket"),
                                 ([200, 405], [200, 405])),
    "poll, handshake": (get() + get(HANDSHAKE, b"/websocket"), ([200, 101], [200, 101])),
    "three posts": (post() * 3, ([200, 503], [200, 200, 200])),
}


@test("hostile")
def requests_in_one_segment_hang_nobody(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            for name, (data, statuses) in PIPELINED.items():
                wanted = statuses[ENGINES.index(engine)]
                got = answers(server, data, len(wanted), to_the_end=False)
                check(got == wanted, engine, name, got, "not", wanted)
                check(server.get("/short_poll")[0] == 200, engine, name, "and nobody is served")


@test("hostile")
def posts_of_a_chat_keep_their_connection(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server, Talk(server) as talk:
            for done in range(1, 6):
                talk.say(get() if done == 1 else post())
                talk.hear(lambda it: len(it.statuses) >= done)
            talk.say(post(b"Content-Length: 2\r\n", b"{}")).hear(lambda it: len(it.statuses) >= 6)
            talk.say(post()).hear(lambda it: len(it.statuses) >= 7)
            check(talk.statuses == [200] * 5 + [400, 200], engine, talk.statuses)
        check(server.counts["counters"]["connections_opened"] == 1, engine, server.counts)


@test("hostile")
def a_frame_that_inflates_without_end_is_refused_at_once(world):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = (packer.compress(bytes(256 << 20)) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    frame = b"\xc1\xff" + struct.pack("!Q", len(packed)) + b"\0\0\0\0" + packed
    offer = HANDSHAKE + b"Sec-WebSocket-Extensions: permessage-deflate\r\n"
    with Server(world, "lws", "--rate", 0, "--compression") as server, Talk(server) as talk:
        talk.say(get(offer, b"/websocket")).hear(lambda it: b"\r\n\r\n" in it.heard)
        check(b"permessage-deflate" in talk.heard, talk.heard)
        before_s = cpu_s(server)
        talk.say(frame).hear(lambda it: False)
        check(b"\x03\xf1" in talk.heard, "no 1009:", talk.heard[-60:])
        check(server.get("/short_poll")[0] == 200, "nobody is served")
        used_s = cpu_s(server) - before_s  # to inflate all of it takes more than ten times this
        check(used_s < 0.1, "processor time", used_s)


def cpu_s(server):
    tasks = pathlib.Path(f"/proc/{server.process.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


@test("hostile")
def a_request_that_does_not_come_is_refused_and_others_are_not(world):
    """Half a head, nothing at all, half a body: within the time-out and a fifth of it."""
    timeout_s = 0.5
    for engine in ENGINES:
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(Server(world, engine, "--rate", 0, "--hold-ms", 1500,
                                                "--request-timeout-ms", 500,
                                                "--civetweb-threads", 40))
            kept = [stack.enter_context(Talk(server)) for _ in range(3)]
            kept[0].say(get(path=b"/long_poll"))
            kept[1].say(get(path=b"/sse")).hear(lambda it: it.statuses)
            kept[2].say(get()).hear(lambda it: it.statuses)
            began_s = time.monotonic()
            for late in (get()[:20], b"", post()[:-5]):
                talk = stack.enter_context(Talk(server)).say(late).hear(lambda it: False)
                check(talk.statuses == [408], engine, late, talk.heard)
            took_s = time.monotonic() - began_s
            check(took_s >= 3 * timeout_s, engine, "three of them took", took_s)
            kept[0].hear(lambda it: it.statuses)
            kept[2].say(get()).hear(lambda it: len(it.statuses) >= 2)
            check([talk.statuses for talk in kept] == [[200], [200], [200, 200]], engine,
                  [talk.heard for talk in kept])
            check(not kept[1].ended, engine, "the stream was ended")


@test("hostile")
def half_open_heads_do_not_keep_a_user_out(world):
    for engine in ENGINES:
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(Server(world, engine, "--rate", 0, "--civetweb-threads", 20,
                                                "--request-timeout-ms", 500))
            for _ in range(100):
                stack.enter_context(Talk(server)).say(b"GET /short_poll HTTP/1.1\r\nHo")
            check(answers(server, get(b"Connection: close\r\n")) == [200], engine)


@test("hostile")
def descriptors_that_run_out_are_said_once_and_cost_nothing(world):
    for engine in ENGINES:
        log = world.folder / f"{engine}.log"
        command = ["prlimit", "--nofile=64:64", world.program("pushbench-server"), "--engine", engine,
                   "--rate", "20"]
        with log.open("w") as text, contextlib.ExitStack() as stack:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=text)
            stack.callback(process.communicate)
            stack.callback(process.terminate)
            server = Server(world, engine)
            server.process = process
            server.port = int(re.search(rb'"port":(\d+)', process.stdout.readline())[1])
            talks = [Talk(server).say(get(path=b"/sse")) for _ in range(100)]
            wait_until(lambda: "open files" in log.read_text(), "it is said")
            before_s = cpu_s(server)
            time.sleep(1)  # a second of what would be a loop without a pause
            check(cpu_s(server) - before_s < 0.5, engine, "processor time", cpu_s(server) - before_s)
            check(log.read_text().count("open files") == 1, engine, log.read_text())
            for talk in talks:
                talk.socket.close()
            check(answers(server, get(b"Connection: close\r\n")) == [200], engine, "not served again")


@test("hostile")
def beyond_the_loopback_strangers_read_and_do_not_publish(world):
    text = b"\x81" + bytes([0x80 | len(MESSAGE)]) + b"\0\0\0\0" + MESSAGE
    for engine in ENGINES:
        for arguments, status, code in (((), 401, b"\x03\xf0"), (("--open-publish",), 200, None)):
            command = Server(world, engine, "--rate", 0, "--listen", "0.0.0.0:0", *arguments)
            with command as server:
                check(answers(server, get(), to_the_end=False) == [200], engine, "a feed is open")
                got = answers(server, post(), to_the_end=False)
                check(got == [status], engine, arguments, got)
                got = answers(server, post(LENGTH + TOKEN_LINE), to_the_end=False)
                check(got == [200], engine, arguments, "with the token", got)
                with Talk(server) as talk:
                    talk.say(get(HANDSHAKE, b"/websocket")).hear(lambda it: b"\r\n\r\n" in it.heard)
                    talk.say(text).hear(lambda it: code is None and b'"seq"' in it.heard)
                    check(code is None or code in talk.heard, engine, arguments, talk.heard[-60:])
            published = server.counts["published"]
            check(published == (1 if code else 3), engine, arguments, published)
