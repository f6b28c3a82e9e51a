"""Servers that are not ours: what the client says of those that behave badly, and what it counts.
"""
import csv
import json
import socket
import subprocess
import threading
import time

from harness import check, test
from stranger import Stranger
from tls import Pair

USERS = 3
DURATION_S = 1
PUBLISH = {"request": {"url": "/publish/{channel}", "body": "{message}"}}


def target_of(world, publish, **more):
    """The path of a description of stranger.py's server."""
    path = world.folder / "stranger.json"
    steps = [{"name": "subscribe", "send": "to {channel}", "expect": {"contains": "subscribed"},
              "within_s": 1}]
    path.write_text(json.dumps({
        "url": "http://127.0.0.1:1", "protocol": "plain", "publish": publish,
        "transports": {"websocket": {"url": "/channels/{channel}", "subprotocols": ["chat"],
                                     "steps": steps}}, **more}))
    return path


def measure(world, port, *arguments, publish=None, scheme="http", **more):
    """(status, document, what it said)"""
    done = subprocess.run(
        [world.program("pushbench-client"), "--connect", f"{scheme}://127.0.0.1:{port}", "--target",
         target_of(world, publish or PUBLISH, **more), "--transport", "websocket", "--clients",
         str(USERS), "--connect-timeout-ms", "2500", "--warmup-s", "0.3", "--duration-s",
         str(DURATION_S), "--rate-per-s", "20", "--payload-bytes", "16", *map(str, arguments)],
        capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def table(path):
    """The rows of a file with tabs, whose first line names the columns."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def ends_without_users(world, manner, words):
    """The run ends with status 3, and one line that names the step and what came back."""
    with Stranger(manner) as stranger:
        status, document, said = measure(world, stranger.port)
    line = said.strip().splitlines()[-1]
    check(status == 3 and document["outcome"] == "failed", manner, status, said)
    check(document["error"] == f"none of the {USERS} users could connect: {words}", manner,
          document["error"])
    check(line == f"pushbench-client: error: {document['error']}", manner, line)


@test()
def a_server_that_takes_no_user_is_named_with_the_step_and_what_came_back(world):
    cases = {
        "refuses": "open: HTTP 401",
        "subprotocol": "open: it chooses a subprotocol that was not offered",
        "closes": "subscribe: the server closes the WebSocket: 1008 not today",
        "mute": "subscribe: nothing that is expected came within 1 s",
        "elsewhere": "first message: it has subscribed, and no message came in time: are messages "
                     "published to the same channel?",
        "publish": "publish: HTTP 503 full",
        "silent": "publish: the server has not answered so far",
    }
    for manner, words in cases.items():
        ends_without_users(world, manner, words)


@test()
def a_server_that_is_not_there_is_an_error(world):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    status, document, said = measure(world, port)
    check(status == 3 and document is None, status, said)
    check("cannot connect to 127.0.0.1" in said, said)


@test(late_s=0.2)
def a_good_server_loses_nothing_and_the_publishers_counts_are_its_own(world):
    with Stranger() as stranger:
        status, document, said = measure(world, stranger.port)
    publisher = document["publisher"]
    check(status == 0, status, said, document["notes"])
    check(document["delivered"] == document["expected"] == USERS * document["published"])
    check(document["published"] == publisher["acknowledged"] == publisher["sent"] > 10, publisher)
    check(publisher["unknown"] == publisher["refused"] == publisher["unsent"] == 0, publisher)
    check(publisher["by"] == "client" and document["transport"] == "websocket")
    check(publisher["sent_to_received_ns"]["count"] == document["delivered"])
    check(publisher["sent_to_received_ns"]["max"] <= document["latency_ns"]["max"])
    check(document["publish_lag_ns"]["count"] == publisher["sent"])
    real = sorted(number for number in stranger.published if number > 0)
    check(real == list(range(1, len(real) + 1)), "each message was published once", real)
    whole = document["whole"]["bytes"]
    check(whole["tcp_down"] == whole["payload"] + whole["protocol_down"], whole)
    check(whole["tcp_up"] == whole["payload_up"] + whole["protocol_up"], whole)


@test(late_s=0.2)
def messages_go_over_a_websocket_and_are_acknowledged_where_the_server_says_so(world):
    for published in ({"prefix": "ok"}, None):
        publish = {"send": "pub {message}", **({"published": published} if published else {})}
        with Stranger() as stranger:
            status, document, said = measure(
                world, stranger.port, publish={
                    "websocket": {"url": "/channels/{channel}", "publish": publish}})
        check(status == 0, status, said, document and document["notes"])
        publisher = document["publisher"]
        check(document["expected"] == document["delivered"] == USERS * publisher["sent"] > 0)
        counted = publisher["acknowledged" if published else "unknown"]
        check(counted == publisher["sent"], publisher)


@test(late_s=0.2)
def users_and_the_publisher_speak_tls(world):
    pair = Pair(world, "good")
    with Stranger(pair=pair) as stranger:
        status, document, said = measure(world, stranger.port, "--tls-ca", pair.certificate,
                                         scheme="https")
    check(status == 0, status, said, document and document["notes"])
    check(document["lost"] == 0 and document["delivered"] > 10 * USERS, document["delivered"])
    check(document["tls"]["full"] + document["tls"]["resumed"] == USERS, document["tls"])
    check(document["publisher"]["acknowledged"] == document["published"], document["publisher"])


@test(late_s=0.2)
def the_counts_are_those_of_the_journals_of_users_and_publisher(world):
    receipts, messages = world.folder / "receipts.tsv", world.folder / "published.tsv"
    with Stranger("unanswered") as stranger:
        status, document, said = measure(world, stranger.port, "--journal", receipts,
                                         "--publisher-journal", messages)
    check(status == 0, status, said)
    begin, end = document["window"]["start_ns"], document["window"]["end_ns"]
    published = {row["number"]: row["state"] for row in table(messages)
                 if begin <= int(row["due_ns"]) < end}
    heard = [(row["user"], row["seq"]) for row in table(receipts)
             if begin <= int(row["due_ns"]) < end and row["verdict"] == "first"]
    seen = {number for _, number in heard}
    expected = [number for number, state in published.items()
                if state == "acknowledged" or number in seen]
    check(document["published"] == len(expected), document["published"], len(expected))
    check(document["delivered"] == len(set(heard)) == len(heard), document["delivered"])
    check(document["lost"] == USERS * len(expected) - len(heard), document["lost"])
    unknown = sum(state == "unknown" for state in published.values())
    check(document["publisher"]["unknown"] == unknown, document["publisher"], unknown)


@test(late_s=0.2)
def messages_that_are_harmed_are_counted_as_what_they_are(world):
    with Stranger("twice") as stranger:
        status, document, said = measure(world, stranger.port)
    check(status == 0 and document["duplicated"] == document["delivered"] > 0, said, document)
    for manner in ("cut", "damages"):
        with Stranger(manner) as stranger:
            status, document, said = measure(world, stranger.port)
        check(status == 1 and document["outcome"] == "done", manner, status, said)
        check(document["corrupted"] >= document["expected"] > 0, manner, document["corrupted"])
        check(document["lost"] == document["expected"] and document["delivered"] == 0, manner)
    with Stranger("floods") as stranger:
        status, document, said = measure(world, stranger.port)
    check(status == 0 and document["lost"] == 0 and document["corrupted"] == 0, status, said)


@test(late_s=0.2)
def a_publish_without_an_answer_is_unknown_and_expected_where_somebody_saw_it(world):
    with Stranger("unanswered") as stranger:
        status, document, said = measure(world, stranger.port)
    publisher = document["publisher"]
    check(status == 0, status, said, document["notes"])
    check(publisher["acknowledged"] == 0, publisher)
    check(publisher["unknown"] == publisher["sent"] > 5, publisher)
    check(document["expected"] == document["delivered"] == USERS * publisher["sent"], document)
    real = [number for number in stranger.published if number > 0]
    check(len(real) == len(set(real)), "none was published twice", real)


@test(late_s=0.2)
def of_a_server_that_publishes_by_itself_only_what_it_says_is_known(world):
    with Stranger() as stranger:
        threading.Thread(target=stranger.publish_by_itself, args=(time.monotonic() + 30,),
                         daemon=True).start()
        status, document, said = measure(world, stranger.port, publish={
            "server": {"number": {"pointer": "/n"}, "sent": {"pointer": "/t", "unit": "us"}}})
    check(status == 0 and document["publisher"]["by"] == "itself", status, said)
    check(document["lost"] is document["expected"] is document["published"] is None)
    check(document["latency_ns"] is None and document["publisher"]["unknown"] is None)
    check(document["delivered"] > 20 * USERS and document["duplicated"] == 0, document["delivered"])
    times = document["publisher"]["sent_to_received_ns"]
    check(times["count"] == document["delivered"] and 0 < times["p50"] < 1e9, times)
    check(any("publishes by itself" in note for note in document["notes"]), document["notes"])


@test()
def a_transcript_has_each_step_and_no_secret(world):
    (world.folder / "keys.json").write_text('{"token": "s3cret-of-the-test"}')
    path = world.folder / "said.jsonl"
    with Stranger() as stranger:
        status, _, said = measure(world, stranger.port, "--transcript", path,
                                  secrets="keys.json", headers={"X-Token": "{secret.token}"})
    text = path.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    check(status == 0, status, said)
    check("s3cret-of-the-test" not in text, "a secret in the transcript")
    user = [line["does"] for line in lines if line["who"] == "user" and line["user"] == "0"]
    check(user[:5] == ["websocket", "open", "send", "text", "received"], user[:10])
    check("ready" in user and "message" in user, user[:20])
    publisher = {line["does"] for line in lines if line["who"] == "publisher"}
    check({"request", "answer", "published"} <= publisher, publisher)


@test()
def a_server_on_another_host_is_refused(world):
    done = subprocess.run(
        [world.program("pushbench-client"), "--connect", "http://192.0.2.1:9", "--target",
         target_of(world, PUBLISH), "--transport", "websocket"],
        capture_output=True, text=True, timeout=20)
    check(done.returncode == 2, done.returncode, done.stderr)
    check("--remote if that is meant" in done.stderr, done.stderr)


@test(late_s=0.2)
def messages_go_to_a_programs_standard_input(world):
    relay = ("import sys, urllib.request\n"
             "for line in sys.stdin:\n"
             "    urllib.request.urlopen(urllib.request.Request(sys.argv[1],\n"
             "        line.strip().encode(), method='POST')).read()\n")
    with Stranger() as stranger:
        status, document, said = measure(
            world, stranger.port, publish={
                "input": "{message}\n",
                "command": ["python3", "-c", relay, f"http://127.0.0.1:{stranger.port}/publish"]})
    check(status == 0, status, said)
    publisher = document["publisher"]
    check(publisher["unknown"] == publisher["sent"] > 5, publisher)
    check(document["expected"] == document["delivered"] == USERS * publisher["sent"], document)
