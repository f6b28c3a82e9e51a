"""Malformed, forbidden and malicious requests: all engines refuse them, and go on serving."""
import contextlib
import re
import socket
import subprocess
import time
import zlib

from harness import DEFLATING_ENGINES, ENGINES, TOKEN, Server, check, test, wait_until
from heap import cpu_s
from websocket_wire import TEXT, frame

ANSWER_S = 10  # for an answer, which mostly takes a millisecond
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
    """A connection, with all that the server sent on it."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=ANSWER_S)
        self.heard = b""
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def say(self, data):
        with contextlib.suppress(OSError):  # the server may close before all is sent
            self.socket.sendall(data)
        return self

    def hear(self, enough):
        """Reads until enough(self), or to the end of the connection."""
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
    """The statuses of `count` answers, or of all until the connection ends (`to_the_end`)."""
    with Talk(server) as talk:
        talk.say(data)
        return talk.hear(lambda it: not to_the_end and len(it.statuses) >= count).statuses


# Requests with the status that refuses them; then the connection is closed. Where the libraries
# differ, it is that of each engine, None for no answer: docs/design.md names each.
REFUSED = {
    "no Host": (get(host=b""), 400),
    "two Hosts": (get(HOST), 400),
    "the Host of another site": (get(host=b"Host: rebound.example\r\n"), 421),
    "an address within a name": (get(host=b"Host: 127.0.0.1.example:80\r\n"), 421),
    "a NUL in the Host": (get(host=b"Host: localhost\0.example\r\n"), 400),
    "the Origin of another site": (get(b"Origin: http://site.example\r\n"), 403),
    "another port of this host": (get(b"Origin: http://localhost:1\r\n"), 403),
    "the Origin null": (get(b"Origin: null\r\n"), 403),
    "an upgrade from another site": (get(HANDSHAKE + b"Origin: http://site.example\r\n",
                                         b"/websocket"), 403),
    "a post from another site": (post(LENGTH + b"Origin: http://site.example\r\n"), 403),
    "/stats without the token": (get(path=b"/stats"), 401),
    "/start without the token": (post(b"Content-Length: 0\r\n", b"", b"/start"), 401),
    "/silence without the token": (post(path=b"/silence"), 401),
    "/stats with a wrong token": (get(TOKEN_LINE.replace(b"token", b"wrong"), b"/stats"), 401),
    "a chunked body": (post(b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n"), 411),
    "another transfer coding": (post(b"Transfer-Encoding: gzip\r\n", b""), 411),
    "a length and a coding": (post(LENGTH + b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n"), 400),
    "two lengths": (post(LENGTH + b"Content-Length: 13\r\n"), 400),
    "the same length twice": (post(LENGTH + LENGTH), 400),
    "no length": (post(b"", b""), 411),
    "an empty length": (post(b"Content-Length: \r\n", b""), 411),
    "a negative length": (post(b"Content-Length: -1\r\n"), 400),
    "a length with a sign": (post(b"Content-Length: +12\r\n"), 400),
    "a length that is no number": (post(b"Content-Length: 12x\r\n"), 400),
    "a length beyond 64 bits": (post(b"Content-Length: 99999999999999999999\r\n"), 413),
    "a length beyond 2 MiB": (post(b"Content-Length: 2097153\r\n"), 413),
    "a blank before the colon": (post(b"Content-Length : 12\r\n"),
                                  {"lws": 411, "civetweb": 400, "epoll": 400}),
    "a folded line before the length": (post(b"X-A: b\r\n c\r\n" + LENGTH),
                                        {"lws": 411, "civetweb": 400, "epoll": 400}),
    "a GET with a body": (get(LENGTH) + MESSAGE, 400),
    "a GET with Expect": (get(b"Expect: 100-continue\r\n"), 417),
    "a POST with Expect": (post(LENGTH + b"Expect: 100-continue\r\n", b""), 417),
    "a whole URL": (get(path=b"http://localhost/short_poll"), 403),
    "a whole URL of another site": (get(path=b"http://site.example/short_poll"), 403),
    "an asterisk": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 403),
    "a path without slash": (get(path=b"short_poll"), 403),
    "CONNECT": (b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n", 403),
    "a long path": (get(path=b"/" + b"a" * 2000), 414),
    "a long query": (get(path=b"/sse?" + b"a" * 2000), 414),
    "a long Last-Event-ID": (get(b"Last-Event-ID: " + b"1" * 100 + b"\r\n", b"/sse"), 400),
    "a head of 20 kB": (get(b"X-A: " + b"a" * 20000 + b"\r\n"),
                        {"lws": None, "civetweb": 400, "epoll": 431}),
    "150 header lines": (get(b"Accept: a\r\n" * 150),
                         {"lws": None, "civetweb": 431, "epoll": 431}),
    "a NUL in the path": (get(path=b"/short_poll\0"),
                          {"lws": None, "civetweb": 400, "epoll": 400}),
    "another method": (b"BREW /short_poll HTTP/1.1\r\n" + HOST + b"\r\n", 501),
    "PUT": (b"PUT /publish HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "HEAD": (b"HEAD /short_poll HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "HTTP/2's preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/2.0": (get(version=b"2.0"), 505),
    "HTTP/9.9": (get(version=b"9.9"), 505),
    "HTTP/0.9": (b"GET /short_poll\r\n\r\n", 400),
    "a TLS hello": (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
    "an unknown upgrade": (get(b"Upgrade: foo\r\nConnection: Upgrade\r\n"), 403),
    "an upgrade on another path": (get(HANDSHAKE), 400),
    "an upgrade on an unknown path": (get(HANDSHAKE, b"/nowhere"), 404),
    "a posted handshake": (post(HANDSHAKE + LENGTH, path=b"/websocket"), 405),
}

# Requests that are served; the connection may stay open or not.
SERVED = {
    "a poll": (get(), 200),
    "HTTP/1.0 without Host": (get(version=b"1.0", host=b""), 200),
    "an address as Host": (get(host=b"Host: 127.0.0.1:1\r\n"), 200),
    "the server's own Origin": (get(b"Origin: http://localhost\r\n"), 200),
    "lines that end with a line feed": (get().replace(b"\r\n", b"\n"),
                                        {"lws": 200, "civetweb": 400, "epoll": 200}),
    "a long Accept-Encoding": (get(b"Accept-Encoding: " + b"br, " * 100 + b"gzip\r\n"), 200),
    "a GET with a length of 0": (get(b"Content-Length: 0\r\n"), 200),
    "a post": (post(), 200),
    "the token": (get(TOKEN_LINE, b"/stats"), 200),
    "an upgrade": (get(HANDSHAKE + b"Origin: http://localhost\r\n", b"/websocket"), 101),
    "deeply nested JSON": (post(b"Content-Length: 1000\r\n", b"[" * 1000), 400),
    "deeply nested JSON for /silence": (post(TOKEN_LINE + b"Content-Length: 1000\r\n", b"[" * 1000,
                                   b"/silence"), 400),
}


def expected(status, engine):
    if isinstance(status, dict):
        status = status[engine]
    return [] if status is None else [status]


@test()
def each_invalid_request_has_one_answer_and_ends_its_connection(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            for name, (data, status) in REFUSED.items():
                got = answers(server, data)
                check(got == expected(status, engine), engine, name, got, "not", status)
            check(server.get("/short_poll")[0] == 200, engine, "no longer serves")


@test()
def unusual_but_valid_requests_are_served(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            for name, (data, status) in SERVED.items():
                got = answers(server, data, to_the_end=False)
                check(got == expected(status, engine), engine, name, got, "not", status)


@test()
def deeply_nested_json_in_a_frame_is_refused(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server, Talk(server) as talk:
            talk.say(get(HANDSHAKE, b"/websocket")).hear(lambda it: b"\r\n\r\n" in it.heard)
            talk.say(frame(TEXT, b"[" * 1000)).hear(lambda it: False)
            check(b"\x03\xef" in talk.heard, engine, "no 1007:", talk.heard[-60:])
            check(server.get("/short_poll")[0] == 200, engine, "no longer serves")


# Requests in one segment, with the statuses of lws and of the other engines.
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


@test()
def pipelined_requests_are_answered_and_block_nobody(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server:
            for name, (data, statuses) in PIPELINED.items():
                wanted = statuses[engine != "lws"]
                got = answers(server, data, len(wanted), to_the_end=False)
                check(got == wanted, engine, name, got, "not", wanted)
                check(server.get("/short_poll")[0] == 200, engine, name, "no longer serves")


@test()
def posts_reuse_their_connection(world):
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server, Talk(server) as talk:
            for done in range(1, 6):
                talk.say(get() if done == 1 else post())
                talk.hear(lambda it: len(it.statuses) >= done)
            talk.say(post(b"Content-Length: 2\r\n", b"{}")).hear(lambda it: len(it.statuses) >= 6)
            talk.say(post()).hear(lambda it: len(it.statuses) >= 7)
            check(talk.statuses == [200] * 5 + [400, 200], engine, talk.statuses)
        check(server.counts["counters"]["connections_opened"] == 1, engine, server.counts)


@test()
def a_decompression_bomb_in_a_frame_is_refused_at_once(world):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = (packer.compress(bytes(256 << 20)) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    offer = HANDSHAKE + b"Sec-WebSocket-Extensions: permessage-deflate\r\n"
    for engine in DEFLATING_ENGINES:
        with Server(world, engine, "--rate", 0, "--compression") as server, Talk(server) as talk:
            talk.say(get(offer, b"/websocket")).hear(lambda it: b"\r\n\r\n" in it.heard)
            check(b"permessage-deflate" in talk.heard, engine, talk.heard)
            before_s = cpu_s(server.process.pid)
            talk.say(frame(TEXT, packed, rsv=4)).hear(lambda it: False)
            check(b"\x03\xf1" in talk.heard, engine, "no 1009:", talk.heard[-60:])
            check(server.get("/short_poll")[0] == 200, engine, "no longer serves")
            used_s = cpu_s(server.process.pid) - before_s
            check(used_s < 0.1, engine, "processor time", used_s)  # all of it would take ten times more


@test()
def an_incomplete_request_times_out_and_others_do_not(world):
    """Half a head, no byte at all, and half a body."""
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
        refused = server.counts["counters"]["requests_refused"]
        # civetweb's library says nothing of a connection that sends no byte
        check(refused == (2 if engine == "civetweb" else 3), engine, "refused", refused)


@test()
def a_hundred_incomplete_requests_do_not_keep_a_user_out(world):
    for engine in ENGINES:
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(Server(world, engine, "--rate", 0, "--civetweb-threads", 20,
                                                "--request-timeout-ms", 500))
            for _ in range(100):
                stack.enter_context(Talk(server)).say(b"GET /short_poll HTTP/1.1\r\nHo")
            check(answers(server, get(b"Connection: close\r\n")) == [200], engine)


@test()
def running_out_of_descriptors_is_logged_once_and_takes_no_processor_time(world):
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
            wait_until(lambda: "open files" in log.read_text(), "the server logs it")
            before_s = cpu_s(process.pid)
            time.sleep(1)  # in which an accept loop without a pause would use a processor
            used_s = cpu_s(process.pid) - before_s
            check(used_s < 0.5, engine, "processor time", used_s)
            check(log.read_text().count("open files") == 1, engine, log.read_text())
            for talk in talks:
                talk.socket.close()
            check(answers(server, get(b"Connection: close\r\n")) == [200], engine, "not served again")


@test()
def beyond_the_loopback_publishing_needs_the_token(world):
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
                    talk.say(frame(TEXT, MESSAGE))
                    talk.hear(lambda it: code is None and b'"seq"' in it.heard)
                    check(code is None or code in talk.heard, engine, arguments, talk.heard[-60:])
            published = server.counts["published"]
            check(published == (1 if code else 3), engine, arguments, published)
