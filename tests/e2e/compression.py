"""Compressed answers and frames: they are decompressed correctly, and counted to the byte."""
import gzip
import itertools
import json
import re
import socket
import zlib

from harness import DEFLATING_ENGINES, ENGINES, Server, check, client, test, together, wait_until
from headers import Recorder
from websocket_wire import handshake

LOAD = ("--clients", 5, "--duration", 0.6, "--warmup", 0.1, "--interval", 100,
        "--drain", 60)
COMPRESSED = ("short_poll", "long_poll", "websocket")
DEFLATED, FINAL = 0x40, 0x80
TRAILER = b"\0\0\xff\xff"  # senders remove it from each message (RFC 7692, 7.2.1)


def kind(name, size):
    return "--payload-kind", name, "--payload-bytes", size


def line_bytes(counted):
    """Bytes down and up, above TCP and TLS, by the client's counts."""
    down = counted["payload"] + counted["protocol_down"] - counted["saved_down"]
    up = counted["payload_up"] + counted["protocol_up"] - counted["saved_up"]
    return down, up


def expect_exact(result, *what):
    """The counts of the whole run add up; at the edges of the phase messages are in flight."""
    counted = result["whole"]["bytes"]
    down, up = line_bytes(counted)
    check(down == counted["tcp_down"], *what, "down", down, "kernel", counted["tcp_down"])
    check(up == counted["tcp_up"], *what, "up", up, "kernel", counted["tcp_up"])


def expect_delivered(status, result, text, *what):
    check(status == 0 and result["lost"] == result["corrupted"] == 0, *what, status, text)
    check(result["delivered"] == result["expected"] > 0, *what, result["delivered"])


def compression_of(engine, transport):
    if transport != "websocket":
        return "gzip"
    return "permessage-deflate" if engine in DEFLATING_ENGINES else None


def deliver(world, engine, transport, payload, server=(), users=("--compression",), per_s=20):
    with Server(world, engine, "--rate", per_s, "--publish-start", "request", "--compression",
                *payload, *server) as it:
        outcome = client(world, it, transport, *LOAD, *payload, *users)
    expect_delivered(*outcome, engine, transport, payload)
    expect_exact(outcome[1], engine, transport, payload, users)
    return outcome[1]


@test()
def compressed_messages_are_delivered_and_counted_to_the_byte(world):
    def one(engine, transport):
        result = deliver(world, engine, transport, kind("text", 400))
        used, saved = compression_of(engine, transport), result["bytes"]["saved_down"]
        check(result["compression"] == used, engine, transport, result["compression"])
        share = saved / result["bytes"]["payload"]
        check(0.3 < share < 0.8 if used else saved == 0, engine, transport, "saved", share)

    together(one, itertools.product(ENGINES, COMPRESSED))


@test()
def short_long_and_incompressible_messages_survive_compression(world):
    def one(transport, payload, per_s):
        deliver(world, "lws", transport, payload, per_s=per_s)

    # to compress 100 texts of 300,000 B takes more than half a second of a processor
    together(one, [(transport, *payload) for transport in ("long_poll", "websocket")
                   for payload in ((kind("pattern", 1), 20), (kind("random", 700), 20),
                                   (kind("pattern", 70000), 20), (kind("text", 300000), 4))])


@test()
def frames_that_users_write_are_compressed_too(world):
    with Server(world, "lws", "--compression", "--workload", "chat", "--room-users", 5,
                "--clients", 5, "--publish-start", "request", *kind("text", 300)) as server:
        outcome = client(world, server, "websocket", "--compression", "--workload", "chat",
                         "--room-users", 5, "--rate", 4, *LOAD, *kind("text", 300))
    expect_delivered(*outcome)
    expect_exact(outcome[1])
    counted = outcome[1]["bytes"]
    check(counted["saved_up"] > 0.2 * counted["payload_up"] > 0, counted)


@test()
def heartbeats_go_on_beside_compressed_messages(world):
    def one(heartbeat, by):
        given = ("--heartbeat", heartbeat, "--heartbeat-by", by, "--heartbeat-interval", 100)
        result = deliver(world, "lws", "websocket", kind("text", 100), given,
                         ("--compression", *given))
        beats = result["heartbeats"]
        check(beats["missed"] == 0 and beats["sent"] + beats["received"] > 10, given, beats)

    together(one, itertools.product(("frame", "text"), ("client", "server")))


@test()
def a_browsers_headers_ask_for_compression_and_get_it(world):
    def one(engine, transport):
        result = deliver(world, engine, transport, kind("text", 400),
                         users=("--request-headers", "browser"))
        check(result["compression"] == compression_of(engine, transport), engine,
              result["compression"])

    together(one, itertools.product(ENGINES, COMPRESSED))


def answer_to(server, *headers):
    """Head and body of the answer to a poll for all messages."""
    asked = "\r\n".join(["GET /short_poll?after=0 HTTP/1.1", "Host: localhost", *headers, "", ""])
    head, _, body = server.ask(asked.encode()).partition(b"\r\n\r\n")
    check(f"Content-Length: {len(body)}".encode() in head, head, len(body))
    return head, body


@test()
def an_answer_is_gzip_only_for_clients_that_accept_it_and_has_the_same_text(world):
    def one(engine):
        with Server(world, engine, "--compression", "--rate", 0.001, *kind("text", 500)) as server:
            server.ask(b"POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 512\r\n\r\n"
                       + b'{"data":"' + b"tick " * 100 + b'"}'.ljust(3))
            plain_head, plain = answer_to(server)
            check(b"Content-Encoding" not in plain_head, plain_head)
            for refusal in ("gzip;q=0", "identity", "deflate, br"):
                check(answer_to(server, f"Accept-Encoding: {refusal}")[1] == plain, engine, refusal)
            for asking in ("gzip", "deflate, gzip;q=0.5", "gzip, deflate, br, zstd"):
                head, body = answer_to(server, f"Accept-Encoding: {asking}")
                check(b"\r\nContent-Encoding: gzip\r\n" in head, engine, asking, head)
                check(gzip.decompress(body) == plain, engine, asking)
                check(len(body) < len(plain) / 3, engine, len(body), len(plain))
        with Server(world, engine, "--rate", 20) as server:
            wait_until(lambda: server.stats()["published"], "a message")
            head, body = answer_to(server, "Accept-Encoding: gzip")
            check(b"Content-Encoding" not in head and json.loads(body)["messages"], head, body)

    together(one, itertools.product(ENGINES))


def frames_of(stream):
    """(first byte, payload) of each whole frame that a server sent."""
    while len(stream) >= 2:
        size, at = stream[1], 2
        if size == 126:
            size, at = int.from_bytes(stream[2:4], "big"), 4
        elif size == 127:
            size, at = int.from_bytes(stream[2:10], "big"), 10
        if len(stream) < at + size:
            return
        yield stream[0], bytes(stream[at:at + size])
        stream = stream[at + size:]


def texts_of(stream):
    """The texts of a connection, decompressed in order, and how many were compressed."""
    inflater, deflated, texts = zlib.decompressobj(-15), 0, []
    for first, payload in frames_of(stream):
        if first & 15 != 1:
            continue
        check(first & FINAL, "a message in fragments")
        if first & DEFLATED:
            deflated += 1
            payload = inflater.decompress(payload + TRAILER)
        texts.append(payload)
    return texts, deflated


@test()
def frames_are_deflated_only_for_clients_that_offer_it(world):
    def one(engine, offered):
        offer = (("Sec-WebSocket-Extensions", "permessage-deflate"),) if offered else ()
        with Server(world, engine, "--compression", "--rate", 50, *kind("text", 300)) as server:
            with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
                connection.sendall(handshake("0&after=0", lines=offer))
                stream = b""
                while len(stream) < 4000:
                    stream += connection.recv(65536)
        head, _, rest = stream.partition(b"\r\n\r\n")
        texts, deflated = texts_of(rest)
        agreed = b"Sec-WebSocket-Extensions: permessage-deflate" in head
        check(agreed == (offered and engine in DEFLATING_ENGINES), engine, offered, head)
        check(deflated == (len(texts) if agreed else 0), engine, offered, deflated, len(texts))
        check([json.loads(text)["seq"] for text in texts] == list(range(1, len(texts) + 1)),
              engine, texts)

    together(one, itertools.product(ENGINES, (True, False)))


def frames_from(server, offer):
    """The compressed messages that a server has for a peer with this offer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(handshake("0&after=0", lines=(("Sec-WebSocket-Extensions", offer),)))
        stream = b""
        while len(stream) < 8000:
            stream += connection.recv(65536)
    head, _, rest = stream.partition(b"\r\n\r\n")
    check(b"permessage-deflate" in head, offer, head)
    return [payload for first, payload in frames_of(rest) if first & DEFLATED]


def inflates(frames, window_bits, one_by_one=False):
    """Whether a peer with that window can read them, each by itself or one after the other."""
    inflater = zlib.decompressobj(-window_bits)
    try:
        for payload in frames:
            if one_by_one:
                inflater = zlib.decompressobj(-window_bits)
            json.loads(inflater.decompress(payload + TRAILER))
    except (zlib.error, ValueError):
        return False
    return True


@test()
def a_server_refers_no_further_back_than_its_window_and_forgets_when_asked(world):
    forgetting = ("permessage-deflate; client_no_context_takeover; server_no_context_takeover")
    given = "--compression", "--rate", 100, "--history-messages", 1024, *kind("text", 1000)
    for engine in DEFLATING_ENGINES:
        with Server(world, engine, *given) as server, \
                Server(world, engine, *given, "--deflate-window-bits", 9) as small:
            wait_until(lambda: min(it.stats()["published"] for it in (server, small)) > 60, "messages")
            usual = frames_from(server, "permessage-deflate")
            check(inflates(usual, 15) and not inflates(usual, 9) and not inflates(usual, 15, True),
                  engine, "a window of 32 kB, and messages that refer to earlier ones")
            check(inflates(frames_from(small, "permessage-deflate"), 9), engine, "a window of 512 B")
            check(inflates(frames_from(server, forgetting), 15, True), engine,
                  "messages by themselves")


@test()
def less_memory_for_compression_saves_less_and_delivers_the_same(world):
    payload = kind("text", 1000)
    saved = {}

    def one(name, server, users):
        result = deliver(world, "lws", "websocket", payload, server, ("--compression", *users))
        check(result["compression"] == "permessage-deflate", name, result["compression"])
        saved[name] = result["bytes"]["saved_down"] / result["bytes"]["payload"]

    together(one, [("usual", (), ()), ("small", ("--deflate-window-bits", 9), ()),
                   ("tables", ("--deflate-memory-level", 1), ()),
                   ("forgetting", (), ("--deflate-context-takeover", "off")),
                   ("lws", (), ("--deflate-context-takeover", "off", "--client-library", "lws"))])
    check(all(saved["usual"] > saved[name] + 0.01 > 0.1 for name in ("small", "forgetting", "lws")),
          saved)
    check(saved["tables"] > 0.1, saved)


@test()
def a_relay_sees_the_bytes_and_the_messages_that_the_client_counts(world):
    def one(transport):
        with Server(world, "lws", "--rate", 20, "--publish-start", "request", "--compression",
                    *kind("text", 400)) as server, Recorder(server) as recorder:
            server.port, port = recorder.port, server.port
            status, result, text = client(world, server, transport, *LOAD, "--compression",
                                          *kind("text", 400))
            server.port = port
            recorder.wait_for_both_sides()
        expect_delivered(status, result, text, transport)
        mine = [(up, down) for up, down in recorder.streams if b"/stats?" not in up
                and b"POST /start" not in up]
        whole = result["whole"]["bytes"]
        down = sum(len(down) for _, down in mine)
        up = sum(len(up) for up, _ in mine)
        check((down, up) == line_bytes(whole), transport, (down, up), line_bytes(whole))
        payload = sum(payload_bytes(transport, bytes(down)) for _, down in mine)
        # after a user's close frame, messages are bytes to it, and no payload any more
        unseen = payload - whole["payload"]
        check(0 <= unseen < 10 * 500, transport, "after the close frames", unseen)
        check(payload > 50 * 400, transport, payload)

    together(one, itertools.product(COMPRESSED))


def payload_bytes(transport, stream):
    """The bytes of the messages in what a connection received."""
    if transport == "websocket":
        return sum(map(len, texts_of(stream.partition(b"\r\n\r\n")[2])[0]))
    total = 0
    while stream:
        head, _, rest = stream.partition(b"\r\n\r\n")
        size = int(re.search(rb"Content-Length: (\d+)", head)[1])
        body = gzip.decompress(rest[:size]) if b"Content-Encoding: gzip" in head else rest[:size]
        total += sum(map(len, re.findall(rb'\{"seq":[^}]*\}', body)))
        stream = rest[size:]
    return total


@test()
def compression_is_refused_in_a_line_where_it_is_not_supported(world):
    with Server(world, "lws", "--compression") as server:
        done = world.run("pushbench-client", "--transport", "sse", "--connect",
                         f"http://127.0.0.1:{server.port}", "--compression")
    check(done.returncode == 2, done.returncode)
    check(len(done.stderr.splitlines()) == 1 and "--compression" in done.stderr, done.stderr)
    for params, said in (({"transport": "sse"}, "event stream"),
                         ({"transport": "websocket", "engine": "civetweb"}, "permessage-deflate"),
                         ({"transport": "long_poll", "client_library": "lws"}, "reads no gzip")):
        done = world.pushbench("run", world.experiment({
            "name": "refused", "params": {"compression": True, **params}}))
        check(done.returncode == 2 and said in done.stderr, params, done.stderr)
        check(len(done.stderr.splitlines()) == 1, params, done.stderr)


@test()
def compressed_messages_are_delivered_over_tls_and_counted_to_the_byte(world):
    folder = world.folder / "secret"
    done = world.pushbench("run", world.experiment({"name": "secret", "params": {
        "transport": [*COMPRESSED, "sse"], "engine": "lws", "tls": True, "compression": True,
        "payload_kind": "text", "payload_bytes": 400, "clients": 5, "rate_per_s": 20,
        "interval_ms": 100, "warmup_s": 0.2, "duration_s": 0.6}}), "--out", folder)
    for transport in (*COMPRESSED, "sse"):
        cell = json.loads((folder / f"cells/lws-{transport}/1/cell.json").read_text())
        used = None if transport == "sse" else compression_of("lws", transport)
        check(cell["lost"] == 0 < cell["delivered"], transport, done.stderr)
        check(cell["compression"] == used and cell["tls"]["version"] == "TLSv1.3", transport,
              cell["compression"])
        counted = cell["whole"]["bytes"]
        down, up = line_bytes(counted)
        check(down + counted["tls_down"] == counted["tcp_down"], transport, counted)
        check(up + counted["tls_up"] == counted["tcp_up"], transport, counted)
