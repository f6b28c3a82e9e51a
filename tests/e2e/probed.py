"""`pushbench probe` through real proxies with planted settings: each fault is named, and nothing
where there is none."""
import json
import signal
import subprocess

from fronts import (NGINX_GOOD, Probed, Relay, certificate, free_port, haproxy, nginx, server_for)
from harness import ENGINES, ROOT, Server, TOKEN, check, test

QUICK = ("--idle-s", 6, "--heartbeats-s", "1,5")


def url(port):
    return f"http://127.0.0.1:{port}"


@test()
def nothing_is_named_without_a_proxy(world):
    for engine in ENGINES:
        with server_for(world, engine) as server:
            probed = Probed(world, url(server.port), *QUICK)
        probed.check_named()
        check(probed.named(faults=False) == set(), engine, probed.named(faults=False))
        for kind in ("kept", "long_poll", "sse", "websocket"):
            check(probed.ended_s(kind) == [], engine, kind, probed.ended_s(kind))


@test()
def nothing_is_named_behind_proxies_that_are_set_up_for_push(world):
    for front in (nginx, haproxy):
        with server_for(world) as server, front(world, server.port) as port:
            probed = Probed(world, url(port), *QUICK)
        probed.check_named()
        for transport, seen in probed.document["transports"].items():
            check(seen["look"] == "passes", transport, seen)
            check(seen.get("spacing", {"arrived": 20})["arrived"] == 20, transport, seen)


@test()
def the_defaults_of_nginx_are_named(world):
    with server_for(world) as server, nginx(world, server.port, inside="") as port:
        refused = Probed(world, url(port))  # by the name of the upstream
    check(refused.done.returncode == 3 and "--allow-host" in refused.done.stderr,
          refused.done.stderr)
    with server_for(world, "civetweb", "--allow-host", "behind") as server, \
            nginx(world, server.port, inside="") as port:
        probed = Probed(world, url(port))
    probed.check_named(("upgrade_not_passed", "websocket"), ("events_buffered", "sse"),
                       ("host_changed", "host"), ("http_1_0", "request"))
    spacing = probed.document["transports"]["sse"]["spacing"]
    check(spacing["look"] == "fails" and spacing["sent"] == 20, spacing)
    check(0 < spacing["heap_bytes"] <= 65536, spacing)
    settings = {setting["product"]: setting["setting"]
                for found in probed.document["findings"] if found["finding"] == "events_buffered"
                for setting in found["settings"]}
    check("proxy_buffering off" in settings["nginx"], settings)


@test()
def each_thing_that_nginx_is_told_wrongly_is_named_alone(world):
    planted = {
        "proxy_buffering on;": ("events_buffered", "sse"),
        "proxy_set_header Upgrade '';": ("upgrade_not_passed", "websocket"),
    }
    for line, fault in planted.items():
        inside = NGINX_GOOD
        name = line.split()[0] + (" " + line.split()[1] if "header" in line else "")
        inside = "\n".join(kept for kept in inside.splitlines() if not kept.strip().startswith(name))
        with server_for(world) as server, nginx(world, server.port, inside=inside + line) as port:
            probed = Probed(world, url(port))
        probed.check_named(fault)


@test()
def a_short_read_timeout_of_nginx_is_found_to_within_a_second(world):
    inside = NGINX_GOOD.replace("proxy_read_timeout 1h", "proxy_read_timeout 3s")
    with server_for(world) as server, nginx(world, server.port, inside=inside) as port:
        probed = Probed(world, url(port), *QUICK)
    probed.check_named(("idle_ended", "long_poll"), ("idle_ended", "sse"),
                       ("idle_ended", "websocket"))
    for kind in ("long_poll", "sse", "websocket"):
        ended = probed.ended_s(kind)
        check(len(ended) >= 2 and all(abs(silence - 3) < 1 for silence in ended), kind, ended)
        check(probed.kept_by(kind, 1) == [True], kind, "with a heartbeat each second")
        if kind != "long_poll":
            check(probed.kept_by(kind, 5) == [False], kind, "with a heartbeat every 5 s")
    statuses = {idle["status"] for idle in probed.document["idle"]["connections"]
                if idle["kind"] == "long_poll" and idle["end"] == "status"}
    check(statuses == {504}, statuses)


@test()
def the_times_of_haproxy_are_named_apart(world):
    with server_for(world) as server, haproxy(world, server.port, tunnel="3s") as port:
        probed = Probed(world, url(port), *QUICK)
    probed.check_named(("idle_ended", "sse"), ("idle_ended", "websocket"))
    for kind in ("sse", "websocket"):
        ended = probed.ended_s(kind)
        check(len(ended) >= 2 and all(abs(silence - 3) < 1 for silence in ended), kind, ended)
    with server_for(world) as server, haproxy(world, server.port, client="3s") as port:
        probed = Probed(world, url(port), *QUICK)
    probed.check_named(("idle_ended", "long_poll"))


@test()
def a_connection_that_is_kept_too_shortly_is_a_note(world):
    with server_for(world) as server, nginx(world, server.port, kept="3s") as port:
        probed = Probed(world, url(port), *QUICK)
    probed.check_named()
    check(("kept_ended", "kept") in probed.named(faults=False), probed.named(faults=False))
    check(all(abs(silence - 3) < 1 for silence in probed.ended_s("kept")), probed.ended_s("kept"))
    with server_for(world, "lws", "--keep-alive-timeout-ms", 3000) as server:
        probed = Probed(world, url(server.port), *QUICK)
    probed.check_named()
    ends = {idle["end"] for idle in probed.document["idle"]["connections"] if idle["kind"] == "kept"}
    check("server" in ends and "fin" not in ends, "the server's own time-out:", ends)


@test()
def small_buffers_and_bodies_are_named_with_their_sizes(world):
    with server_for(world) as server, nginx(
            world, server.port, outside="large_client_header_buffers 2 2k; "
            "client_header_buffer_size 512; client_max_body_size 16k;") as port:
        probed = Probed(world, url(port))
    probed.check_named(("url_limited", "url"), ("head_limited", "header"), ("head_limited", "head"),
                       ("message_limited", "post"))
    sizes = probed.document["sizes"]
    check(sizes["post"]["passes_bytes"] <= 16384 < sizes["post"]["fails_bytes"], sizes["post"])
    check(16384 * 0.97 < sizes["post"]["passes_bytes"] and "413" in sizes["post"]["words"],
          sizes["post"])
    check(1900 < sizes["url"]["passes_bytes"] < 2048 and "414" in sizes["url"]["words"], sizes["url"])
    check(sizes["websocket"]["look"] == "passes", sizes["websocket"])
    with server_for(world) as server, haproxy(
            world, server.port, globally="tune.bufsize 4096\n  tune.maxrewrite 1024") as port:
        probed = Probed(world, url(port))
    probed.check_named(("url_limited", "url"), ("head_limited", "header"), ("head_limited", "head"))
    url_size = probed.document["sizes"]["url"]
    check(2500 < url_size["passes_bytes"] < 3072, url_size)


@test()
def headers_that_the_path_changes_are_named(world):
    inside = NGINX_GOOD + ("proxy_set_header Last-Event-ID '';\n proxy_set_header X-Planted 1;\n"
                           "proxy_hide_header X-Pushbench-Probe;\n add_header X-Added 2;")
    with server_for(world) as server, nginx(world, server.port, inside=inside) as port:
        probed = Probed(world, url(port))
    probed.check_named(("header_removed", "last-event-id"), ("header_removed", "x-pushbench-probe"))
    notes = probed.named(faults=False)
    check({("header_added", "x-planted"), ("header_added", "x-added")} <= notes, notes)
    front = ("http-request del-header X-Pushbench-Probe\n  option forwardfor\n"
             "  http-response set-header Cache-Control public")
    for engine in ENGINES:
        with server_for(world, engine) as server, haproxy(world, server.port, front=front) as port:
            probed = Probed(world, url(port))
        probed.check_named(("header_removed", "x-pushbench-probe"),
                           ("header_changed", "cache-control"))
        notes = probed.named(faults=False) - {("http2", "clear")}
        check(notes == {("header_added", "x-forwarded-for")}, engine, notes)
        check(probed.document["headers"]["all"] == (engine != "lws"), engine)


@test()
def a_compressed_event_stream_is_named(world):
    with server_for(world) as server, nginx(world, server.port,
                                            outside="gzip on; gzip_types text/event-stream;") as port:
        probed = Probed(world, url(port))
    probed.check_named(("stream_compressed", "sse"))


@test()
def http_2_is_seen_on_the_front(world):
    both, cert, key = certificate(world.folder)
    with server_for(world) as server, nginx(
            world, server.port, tls=" ssl http2",
            outside=f"ssl_certificate {cert}; ssl_certificate_key {key};") as port:
        refused = Probed(world, f"https://127.0.0.1:{port}")
        probed = Probed(world, f"https://127.0.0.1:{port}", "--insecure")
    check(refused.done.returncode == 3 and "--insecure" in refused.done.stderr, refused.done.stderr)
    probed.check_named()
    check(("http2", "tls") in probed.named(faults=False), probed.named(faults=False))
    with server_for(world) as server, haproxy(world, server.port,
                                              tls=f" ssl crt {both} alpn http/1.1") as port:
        probed = Probed(world, f"https://127.0.0.1:{port}", "--insecure", *QUICK)
    probed.check_named()
    check(probed.document["http2"]["alpn"] == "fails", probed.document["http2"])
    with server_for(world) as server, haproxy(world, server.port, tls=" proto h2",) as port:
        spoken = Probed(world, url(port))
    check(spoken.done.returncode == 3, "HTTP/1.1 is not spoken there", spoken.done.stderr)
    with server_for(world) as server, haproxy(world, server.port) as port:
        spoken = Probed(world, url(port))
    check(spoken.document["http2"]["prior_knowledge"] == "passes", spoken.document["http2"])


@test()
def connections_that_are_forgotten_without_a_word_are_named(world):
    with server_for(world) as server, Relay(server.port, forget_s=3.5) as relay:
        probed = Probed(world, url(relay.port), *QUICK)
    probed.check_named(("idle_dropped", "kept"), ("idle_dropped", "long_poll"),
                       ("idle_dropped", "sse"), ("idle_dropped", "websocket"))
    check(probed.kept_by("websocket", 1) == [True], probed.document["idle"])


@test()
def a_bounded_life_is_told_from_bounded_silence(world):
    with server_for(world) as server, Relay(server.port, life_s=4) as relay:
        probed = Probed(world, url(relay.port), *QUICK)
    named = probed.named()
    check({("lifetime_limited", "sse"), ("lifetime_limited", "websocket")} <= named, named)
    check(not any(found == "idle_ended" and subject in ("sse", "websocket")
                  for found, subject in named), named)


@test()
def events_that_arrive_in_heaps_are_named(world):
    with server_for(world) as server, Relay(server.port, collect_s=0.7) as relay:
        probed = Probed(world, url(relay.port))
    check({("events_buffered", "sse"), ("events_buffered", "websocket")} == probed.named(),
          probed.named())
    spacing = probed.document["transports"]["sse"]["spacing"]
    check(spacing["arrived"] == spacing["sent"] and spacing["heaps"] <= 8, spacing)
    check(300 < spacing["held_ms"] < 3000, spacing)


@test()
def a_slow_path_is_no_fault_and_few_connections_are_opened(world):
    with server_for(world) as server, Relay(server.port, delay_s=0.15) as relay:
        probed = Probed(world, url(relay.port), *QUICK)
    probed.check_named()
    check(probed.named(faults=False) == set(), probed.named(faults=False))
    check(20 < relay.most <= 40, "connections at once:", relay.most)


@test()
def a_signal_ends_it_at_once(world):
    with server_for(world) as server:
        process = subprocess.Popen([world.program("pushbench"), "probe", url(server.port),
                                    "--idle-s", "100"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        said = ""
        while "idle: 100 s" not in said:
            said += process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=10)
    check(process.returncode == 4 and "interrupted" in error and not out, process.returncode, error)


@test()
def a_server_that_publishes_by_itself_is_probed_without_a_token(world):
    without = {"PATH": "/usr/bin:/bin"}
    with Server(world, "civetweb", "--rate-per-s", 5, "--listen", "0.0.0.0:0") as server:
        probed = Probed(world, url(server.port), env=without)
        check(probed.done.returncode == 5, probed.done.returncode, probed.done.stderr)
        check(probed.document["publishes_itself"] and probed.named() == set(), probed.document)
        for transport in ("short_poll", "long_poll", "sse", "websocket"):
            check(probed.document["transports"][transport]["look"] == "passes", transport)
        check("control token" in probed.document["headers"]["words"], probed.document["headers"])
        idle = Probed(world, url(server.port), "--idle-s", 5)
        check(idle.done.returncode == 2 and "--rate-per-s 0" in idle.done.stderr, idle.done.stderr)


@test()
def what_does_not_answer_is_said_in_one_line(world):
    for arguments, status, words in (
            (("probe",), 2, "needs a URL"),
            (("probe", "ftp://a"), 2, "http://NAME"),
            (("probe", "http://127.0.0.1:1", "--idle-s", "x"), 2, "--idle-s"),
            (("probe", "http://127.0.0.1:1", "--heartbeats-s", "1,2,3"), 2, "--heartbeats-s"),
            (("probe", f"http://127.0.0.1:{free_port()}"), 3, "cannot connect"),
            (("probe", "http://no.such.name.invalid"), 3, "cannot resolve")):
        done = world.pushbench(*arguments)
        check(done.returncode == status and words in done.stderr, arguments, done.stderr)
        check(done.stderr.count("\n") == 1, done.stderr)
    with haproxy(world, free_port()) as port:
        done = world.pushbench("probe", url(port))
    check(done.returncode == 3 and "503" in done.stderr, done.stderr)
    with server_for(world) as server:
        done = world.pushbench("probe", url(server.port) + "/wrong")
    check(done.returncode == 3 and "prefix" in done.stderr, done.stderr)


@test()
def a_prefix_is_taken_away_by_the_proxy(world):
    inside = NGINX_GOOD + "rewrite ^/push/(.*)$ /$1 break;"
    with server_for(world) as server, nginx(world, server.port, inside=inside) as port:
        probed = Probed(world, url(port) + "/push/")
    probed.check_named()
    check(probed.document["headers"]["target"] == "/probe", probed.document["headers"])


@test()
def the_server_repeats_no_secret(world):
    for engine in ENGINES:
        with server_for(world, engine) as server:
            refused = server.ask(b"GET /probe HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = server.ask(b"GET /probe HTTP/1.1\r\nHost: localhost\r\nCookie: a=secret\r\n"
                                b"Authorization: Bearer " + TOKEN.encode() + b"\r\n\r\n")
            stranger = server.ask(b"GET /probe HTTP/1.1\r\nHost: evil.example\r\n"
                                  b"Authorization: Bearer " + TOKEN.encode() + b"\r\n\r\n")
        check(b" 401 " in refused and b"received" not in refused, engine, refused)
        check(b" 421 " in stranger and b"received" not in stranger, engine, stranger)
        check(b" 200 " in answer, engine, answer)
        check(TOKEN.encode() not in answer and b"secret" not in answer, engine, answer)
        heard = json.loads(answer.partition(b"\r\n\r\n")[2])
        check(["cookie", "(hidden)"] in heard["received"]["headers"], engine, heard)


@test()
def the_documents_have_each_setting(world):
    done = world.pushbench("probe", "--settings")
    text = (ROOT / "docs" / "probe.md").read_text(encoding="utf-8")
    missing = [line for line in done.stdout.splitlines() if line not in text]
    check(not missing, "not in docs/probe.md:", missing)
