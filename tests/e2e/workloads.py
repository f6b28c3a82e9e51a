"""Workloads: who publishes what to whom, users that publish, and malformed publishes."""
import json
import socket

from bad_input import expect_refusal
from harness import ENGINES, Run, Server, TRANSPORTS, check, run_together, test, wait_until
from websocket_wire import BINARY, CONTINUATION, TEXT, frame, upgrade
from witnesses import kill_and_start_again

BODY_BYTES_MAX = 2 << 20


def post(server, path, body):
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    answer = server.ask(head.encode() + body)
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def read_text(peer):
    """The JSON of the next frame, which is to be a text."""
    first, _, payload = peer.frame()
    check(first & 0xf == TEXT, "not a text:", first, payload)
    return json.loads(payload)


@test()
def a_post_and_a_frame_publish_alike(world):
    asked = b'{"data":"hello","due_ns":5}'
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server, upgrade(server.port) as peer:
            status, body = post(server, "/publish", asked)
            check(status == 200 and body == b'{"seq":1}', engine, status, body)
            peer.send(frame(TEXT, asked[:7], final=False) +
                      frame(CONTINUATION, asked[7:9], final=False) +
                      frame(CONTINUATION, asked[9:]) + frame(TEXT, asked))
            answers = [read_text(peer) for _ in range(5)]
            ours = [answer["seq"] for answer in answers if "data" not in answer]
            check(ours == [2, 3], engine, "answers", ours)
            heard = [(text["seq"], text["data"], text["due_ns"]) for text in answers
                     if "data" in text]
            check(heard == [(n, "hello", 5) for n in (1, 2, 3)], engine, heard)
        counts = server.counts["counters"]
        check(counts["publishes_accepted"] == 3 and counts["publishes_refused"] == 0
              and counts["publishes_posted"] == 1, engine, counts)


@test()
def a_bad_publish_is_refused_and_harms_nobody_else(world):
    long = b'{"data":"' + b"x" * BODY_BYTES_MAX + b'"}'
    bodies = [("/publish", b"hello", 400), ("/publish", b'{"due_ns":1}', 400),
              ("/publish?channel=7", b'{"data":"x"}', 404), ("/publish", long[-1100000:], 400),
              ("/publish", b'{"data":"' + b"x" * 1100000 + b'"}', 413)]
    part = long[:1000000]
    frames = [(frame(TEXT, b"hello"), 1007), (frame(TEXT, b""), 1007),
              (frame(TEXT, b'{"due_ns":1}'), 1007), (frame(BINARY, b"x"), 1003),
              (frame(TEXT, long), 1009),
              (frame(TEXT, b'{"data":"' + b"x" * 1100000 + b'"}'), 1009),
              (frame(TEXT, part, final=False) + 3 * frame(CONTINUATION, part, final=False), 1009)]
    for engine in ENGINES:
        with Server(world, engine, "--rate", 0) as server, upgrade(server.port) as bystander:
            for path, body, expected in bodies:
                status, _ = post(server, path, body)
                check(status == expected, engine, body[:20], "got", status, "not", expected)
            for bytes_sent, expected in frames:
                with upgrade(server.port) as peer:
                    peer.send(bytes_sent)
                    code = peer.close_code()
                    check(code == expected, engine, bytes_sent[:20], "got", code, "not", expected)
            refused = server.stats()["counters"]["requests_refused"]
            with socket.create_connection(("127.0.0.1", server.port)) as cut:
                cut.sendall(b"POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{")
            wait_until(lambda: server.stats()["counters"]["requests_refused"] > refused,
                       "the cut-off body is refused")
            check(post(server, "/publish", b'{"data":"x"}')[0] == 200, engine)
            text = read_text(bystander)
            check(text["seq"] == 1, engine, text)
        counts = server.counts["counters"]
        check(counts["publishes_accepted"] == 1, engine, counts)
        check(counts["publishes_refused"] == len(bodies) + len(frames), engine, counts)


def runs_of(workload, server=(), client=()):
    return [Run(engine, transport, (*workload, *server), (*workload, *client))
            for engine in ENGINES for transport in TRANSPORTS]


def cells_without_loss(world, name, params):
    cells = world.measured(name, params)
    for cell in cells:
        check(cell["outcome"] == "done" and cell["verdict"]["status"] != "invalid", cell["cell"],
              cell["verdict"])
        check(cell["lost"] == cell["duplicated"] == cell["reordered"] == 0, cell["cell"])
    return cells


@test()
def messages_have_lengths_from_the_least_to_the_greatest(world):
    params = {"payload_kind": "text", "warmup_s": 0.1, "duration_s": 1, "interval_ms": 100}
    tokens = {"transport": list(TRANSPORTS), "engine": [*ENGINES, "null"], "clients": 5,
              "rate_per_s": 50, "payload_bytes": 4, "payload_bytes_max": 8, **params}
    edits = {"workload": "collab", "transport": ["sse", "websocket"], "engine": "lws",
             "clients": 10, "rate_per_s": 50, "payload_bytes": 16, "payload_bytes_max": 48, **params}
    for given, least, most in ((tokens, 4, 8), (edits, 16, 48)):
        for cell in cells_without_loss(world, "lengths", given):
            check(cell["corrupted"] == 0 < cell["counted"]["received"], cell["cell"])
            mean = cell["bytes"]["data"] / cell["counted"]["received"]
            envelope = cell["bytes"]["envelope_per_message"]
            # 50 lengths: four standard errors of their mean are 0.24 of the range
            check(abs(mean - (least + most) / 2) < 0.24 * (most - least), cell["cell"], mean)
            check(50 < envelope < 90, cell["cell"], "envelope", envelope)


@test()
def every_user_of_notify_has_a_channel_of_its_own(world):
    runs = runs_of(("--workload", "notify", "--clients", 20),
                   ("--civetweb-threads", 32, "--rate", 2),
                   ("--interval", 200, "--warmup", 0.2, "--duration", 2))
    run_together(world, runs)
    for run in runs:
        said = run.result
        check(run.status == 0, run.name, run.text)
        check(said["channels"] == 20 and said["published"] == said["delivered"] == 80, run.name,
              said["channels"], said["published"], said["delivered"])
        check(said["written"] is None and said["ack_ns"] is None, run.name, said["written"])
    [cell] = cells_without_loss(world, "notify", {
        "workload": "notify", "transport": "sse", "engine": "null", "clients": 20, "rate_per_s": 2,
        "warmup_s": 0.2, "duration_s": 2})
    check(cell["channels"] == 20 and cell["expected"] == cell["delivered"] == 80, cell["delivered"])


@test()
def a_trace_is_published_as_it_was_recorded(world):
    path = world.folder / "recorded.csv"
    entries = [(0.3, 0, 10), (0.3, 2, 500), (0.7, 0, 10), (1.1, 1, 20), (1.9, 2, 7), (2.5, 0, 9)]
    path.write_text("time_s,channel,bytes\n" + "".join("%g,%d,%d\n" % entry for entry in entries))
    # users 0 and 3 listen to channel 0, 1 and 4 to 1, 2 to 2
    expected = 2 * 2 + 2 + 2
    runs = runs_of(("--workload", "trace", "--trace", path, "--clients", 5), (),
                   ("--interval", 200, "--warmup", 0, "--duration", 2))
    run_together(world, runs)
    for run in runs:
        said = run.result
        check(run.status == 0, run.name, run.text)
        check(said["channels"] == 3 and said["published"] == 5, run.name, said["published"])
        check(said["delivered"] == expected, run.name, said["delivered"])
        payload = 2 * (10 + 10 + 20) + 500 + 7  # of messages with two listeners, and with one
        envelope = (said["whole"]["bytes"]["payload"] - payload) / expected
        check(60 < envelope < 112, run.name, "an envelope of", envelope, "bytes")
    [cell] = cells_without_loss(world, "trace", {
        "workload": "trace", "trace": path.name, "clients": 5, "transport": "sse", "engine": "null",
        "warmup_s": 0, "duration_s": 2})
    check(cell["channels"] == 3 and cell["delivered"] == expected, cell["delivered"])


@test()
def an_impossible_workload_is_refused(world):
    bad = world.folder / "bad.csv"
    bad.write_text("time_s,channel,bytes\n1,0,5\n2,0,5\n1.5,0,5\n")
    for params, words in (({"workload": "trace"}, ["trace", "file"]),
                          ({"workload": "trace", "trace": "bad.csv"}, ["bad.csv:4", "earlier"]),
                          ({"workload": "collab", "editors": 11}, ["editors", "room_users"]),
                          ({"workload": "chat", "engine": "null"}, ["null", "chat"]),
                          ({"workload": "shouting"}, ["workload", "ticker"])):
        given = {"name": "x", "params": {"transport": "sse", **params}}
        expect_refusal(world, world.experiment(given), 2, *words)
    for program in ("pushbench-server", "pushbench-client"):
        address = ("--connect", "http://127.0.0.1:1") if "client" in program else ()
        done = world.run(program, "--workload", "trace", "--trace", bad, *address)
        check(done.returncode == 2 and "bad.csv:4" in done.stderr, program, done.stderr)


def check_written(run, writers_of_a_channel):
    """Each message that users wrote is published once, acknowledged, and delivered once to each
    listener."""
    said, name = run.result, run.name
    check(run.status == 0, name, run.text, said["notes"])
    check(said["written"] == said["acknowledged"] == said["published"] > 0, name, said["written"],
          said["acknowledged"], said["published"])
    check(said["lost"] == said["duplicated"] == said["reordered"] == said["corrupted"] == 0, name,
          [said[key] for key in ("lost", "duplicated", "reordered", "corrupted")])
    check(said["pairs"] == {"count": said["clients"] * writers_of_a_channel, "incomplete": 0}, name,
          said["pairs"])
    check(said["ack_ns"]["count"] == said["written"], name, said["ack_ns"])
    posts = run.transport != "websocket"
    check((said["publish"]["requests"] > 0) == posts, name, said["publish"])
    check(said["connections"]["opened"] >= said["clients"] and said["connections"]["failed"] == 0,
          name, said["connections"])
    ours = run.server.counts["counters"]
    check(ours["publishes_refused"] == 0 and ours["publishes_accepted"] >= said["published"], name,
          ours)
    check((ours["publishes_posted"] == ours["publishes_accepted"]) == posts, name, ours)


def check_acknowledgements(run):
    """By the server's journal, messages were published before they were acknowledged, by the time
    that the loopback takes."""
    start, end = (run.result["window"][key] for key in ("start_ns", "end_ns"))
    lines = [line.split("\t") for line in run.journal.read_text().splitlines()[1:]]
    waits = [int(sent) - int(due) for _, _, due, sent, origin, _ in lines
             if origin == "request" and start <= int(due) < end]
    check(len(waits) == run.result["written"], run.name, "published", len(waits), "written",
          run.result["written"])
    published, acknowledged = sum(waits) / len(waits), run.result["ack_ns"]["mean"]
    check(published < acknowledged < published + 20e6, run.name, "published after", published,
          "acknowledged after", acknowledged)


@test()
def in_twenty_rooms_of_ten_everybody_hears_everything_once(world):
    runs = runs_of(("--workload", "chat", "--clients", 200, "--room-users", 10),
                   ("--civetweb-threads", 440),
                   ("--rate", 1, "--arrival", "poisson", "--interval", 500, "--warmup", 0.5,
                    "--duration", 3, "--connect-timeout-ms", 20000))
    for part in (runs[:4], runs[4:]):
        run_together(world, part)
        for run in part:
            check_written(run, 10)
            check(run.result["channels"] == 20, run.name, run.result["channels"])
            check(run.result["expected"] == 10 * run.result["published"], run.name)


@test(late_s=0.02)
def only_the_editors_write_to_a_document(world):
    runs = runs_of(("--workload", "collab", "--clients", 20, "--room-users", 10, "--editors", 2),
                   ("--civetweb-threads", 64),
                   ("--rate", 10, "--payload-bytes", 16, "--interval", 200, "--warmup", 0.3,
                    "--duration", 2))
    for run in runs:
        run.journal = world.folder / f"collab-{run.engine}-{run.transport}.journal"
        run.server_arguments += ("--journal", run.journal)
    run_together(world, runs)
    for run in runs:
        check_written(run, 2)
        check_acknowledgements(run)
        # each editor at its own phase of the same period
        check(run.result["written"] == 2 * 2 * 10 * 2, run.name, run.result["written"])
        users = 20 + (4 if run.transport != "websocket" else 0)
        check(run.result["connections"]["opened"] == users, run.name, run.result["connections"])


@test()
def the_bytes_that_users_publish_add_up_to_those_that_the_kernel_counts(world):
    for payload, rate, transports in ((16, 20, TRANSPORTS), (70000, 2, TRANSPORTS[:3])):
        runs = runs_of(("--workload", "chat", "--clients", 6, "--room-users", 3),
                       ("--civetweb-threads", 40),
                       ("--rate", rate, "--payload-bytes", payload, "--interval", 100, "--warmup",
                        0.2, "--duration", 1))
        # long messages on a WebSocket close the window, and the kernel counts its probes as bytes
        runs = [run for run in runs if run.transport in transports]
        run_together(world, runs)
        for run in runs:
            check_written(run, 3)
            counted = run.result["whole"]["bytes"]
            up = counted["payload_up"] + counted["protocol_up"]
            down = counted["payload"] + counted["protocol_down"]
            check(up == counted["tcp_up"] and down == counted["tcp_down"], run.name, payload, counted)
            published = run.server.counts["published"]
            due = len(str(run.server.counts["epoch_ns"]))
            text = payload + len('{"data":"","due_ns":}') + due
            # the sent part of posts that the end of the run interrupted is counted too
            cut = counted["payload_up"] - published * text
            check(0 <= cut < 6 * text, run.name, counted["payload_up"], published, text)
            check(cut == 0 or run.transport != "websocket", run.name, "cut off", cut)


@test()
def messages_written_while_the_server_is_down_are_published_when_it_is_back(world):
    runs = runs_of(("--workload", "chat", "--clients", 20, "--room-users", 10),
                   ("--civetweb-threads", 80),
                   ("--rate", 5, "--arrival", "poisson", "--interval", 200, "--warmup", 0.2,
                    "--duration", 2.5, "--reconnect-cap-ms", 500))
    for run in runs:
        run.server_arguments += ("--journal", world.folder / f"away-{run.engine}-{run.transport}")
    run_together(world, runs, meanwhile=kill_and_start_again)
    for run in runs:
        said, name = run.result, run.name
        check(said["written"] == said["acknowledged"] > 0, name, said["written"],
              said["acknowledged"], said["publish"])
        check(said["lost"] == said["corrupted"] == said["pairs"]["incomplete"] == 0, name,
              said["lost"], said["corrupted"], said["pairs"])
        # posts without an answer were sent again; some of them may have been published before
        twice = said["published"] - said["written"]
        check(0 <= twice <= 20 and said["duplicated"] == 10 * twice, name, twice, said["duplicated"])
        check(said["ack_ns"]["max"] > 4e8, name, "does not show the outage:", said["ack_ns"])
        check(said["publish"]["waited"] > 0, name, said["publish"])
