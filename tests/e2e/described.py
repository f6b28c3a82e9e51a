"""Public APIs that nobody had in mind when target files were made (tests/targets), each by its
description alone: all messages come, users come back after a restart, refusals are named."""
import collections
import csv

from harness import Client, check, sleep_until_s, test, together
from hosted import DESCRIBED, Hosted, changed

USERS, RATE_PER_S = 20, 10
APIS = {"mattermost": "websocket", "horizon": "sse", "zulip": "long_poll"}
# Stellar's memos have 28 bytes: a token has up to 23 here, and a dot is behind it.
LOAD = ("--clients", USERS, "--rate-per-s", RATE_PER_S, "--payload-bytes", 4)
PING_S, LINES_MAX = 1, 40
NS_PER_S = 10**9


def pings_often(description):
    for transport in description["transports"].values():
        for said in transport.get("say", []):
            said["every_s"] = PING_S


def receipts(path):
    """The client's journal."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def check_published(document, name):
    """Of what goes to a program's input nobody knows whether it was published."""
    publisher = document["publisher"]
    answered = 0 if name == "horizon" else publisher["sent"]
    check(publisher["acknowledged"] == answered, name, publisher)
    check(publisher["unknown"] == publisher["sent"] - answered, name, publisher)
    check(publisher["refused"] == publisher["unsent"] == 0, name, publisher)


def measure(world, name):
    duration_s = 3
    with Hosted(world, changed(world, name, pings_often)) as server:
        client = Client(world, server, APIS[name], *server.arguments, *LOAD, "--duration-s",
                        duration_s)
        status, document, said = client.result()
    published = RATE_PER_S * duration_s
    check(status == 0 and document["notes"] == [], name, status, said, document["notes"])
    check(document["published"] == published, name, document["published"])
    check(document["delivered"] == document["expected"] == USERS * published, name,
          document["delivered"])
    check(document["lost"] == document["duplicated"] == document["corrupted"] ==
          document["stale"] == document["reordered"] == 0, name, document)
    check_published(document, name)
    beats = document["heartbeats"]
    pings = (duration_s - 1) * USERS if name == "mattermost" else 0
    check(beats["sent"] >= pings and beats["missed"] == 0, name, beats)
    check(abs(beats["answered"] - beats["sent"]) <= USERS, name, beats)  # at the phase's edges


@test(late_s=0.2)
def apis_that_nobody_had_in_mind_are_described_and_every_message_comes_once(world):
    for name in APIS:
        lines = (DESCRIBED / f"{name}.json").read_text().count("\n")
        check(lines < LINES_MAX, name, "has", lines, "lines")
    together(measure, [(world, name) for name in APIS])


def restart(world, name):
    kill_s, back_s, duration_s = 1, 1.5, 5
    journal = world.folder / f"{name}.tsv"
    with Hosted(world, changed(world, name, lambda _: None)) as server:
        client = Client(world, server, APIS[name], *server.arguments, *LOAD, "--duration-s",
                        duration_s, "--faults", f"kill_server@{kill_s}+{back_s - kill_s}",
                        "--reconnect-cap-ms", 500, "--drain-s", 1, "--journal", journal)
        try:
            start_s = client.wait_for_phase("measure")
            sleep_until_s(start_s + kill_s)
            server.kill()
            sleep_until_s(start_s + back_s)
            server.start_again()
            _, document, said = client.result()
        finally:
            client.end()
    check(document["outcome"] == "done", name, said)
    check(document["expected"] == document["delivered"] + document["lost"], name, "the ledger")
    check(document["corrupted"] == 0, name, document["corrupted"])
    end_ns = document["window"]["end_ns"]
    late = collections.Counter(line["user"] for line in receipts(journal)
                               if end_ns - NS_PER_S <= int(line["due_ns"]) < end_ns)
    check(len(late) == USERS, name, "users have come back:", len(late), said)
    check(set(late.values()) == {RATE_PER_S}, name, "of the last second came", late)
    if name == "horizon":  # its ledger outlives it, and `Last-Event-ID` is a place in that
        check(document["lost"] == 0 and document["duplicated"] == 0, name, document["lost"],
              document["duplicated"])
        outage_ns = document["life"]["outage_ns"]["min"]
        check(outage_ns >= NS_PER_S, "`retry: 1000`, and users are back after", outage_ns)


@test(late_s=0.2)
def their_users_come_back_after_a_restart(world):
    together(restart, [(world, name) for name in APIS])


def short_streams(description):
    description["server"]["environment"] = {"STREAM_S": "1"}


@test(late_s=0.2)
def an_event_stream_that_ends_in_order_goes_on_behind_its_newest_event(world):
    with Hosted(world, changed(world, "horizon", short_streams)) as server:
        _, document, said = Client(world, server, "sse", *server.arguments, *LOAD, "--duration-s",
                                   3).result()
    check(document["lost"] == document["duplicated"] == 0, document["lost"], document["duplicated"])
    check(document["delivered"] == document["expected"] == 30 * USERS, document["delivered"], said)
    life = document["life"]
    check(life["lost"]["closed"] >= 2 * USERS, "streams that have ended", life["lost"])
    check(life["outage_ns"]["min"] >= 10**7, "`retry: 10`, and users are back after",
          life["outage_ns"]["min"])


def wrong_password(description):
    steps = description["transports"]["websocket"]["steps"]
    steps[0]["request"]["body"]["password"] = "guess"


def number_zero(description):
    description["transports"]["websocket"]["steps"][3]["send"]["seq"] = 0


def without_challenge(description):
    steps = description["transports"]["websocket"]["steps"]
    steps[3]["send"] = {"seq": 1, "action": "ping"}


def other_room(description):
    request = description["transports"]["long_poll"]["steps"][0]["request"]
    request["body"] = request["body"].replace("room", "hall")


def without_offset(description):
    description["transports"]["long_poll"]["url"] = "/api/v1/events?queue_id={queue}"


def other_cursor(description):
    description["transports"]["sse"]["url"] = "/transactions?cursor=tomorrow"


REFUSALS = [("mattermost", wrong_password, "log in: HTTP 401 ", "invalid_credentials"),
            ("mattermost", number_zero, "authenticate: ", "no_seq"),
            ("mattermost", without_challenge, "authenticate: ", "not_authenticated"),
            ("zulip", other_room, "register: HTTP 400 ", "STREAM_DOES_NOT_EXIST"),
            ("zulip", without_offset, "poll: the server says a second time to start again: ",
             "Missing 'last_event_id'"),
            ("horizon", other_cursor, "open: HTTP 400 ", "bad_request")]


@test()
def what_they_refuse_is_named_with_the_step_and_their_words(world):
    for name, change, step, words in REFUSALS:
        with Hosted(world, changed(world, name, change)) as server:
            _, document, said = Client(
                world, server, APIS[name], *server.arguments, *LOAD, "--clients", 3,
                "--connect-timeout-ms", 1500, "--duration-s", 0.5).result()
        error = document["error"] or ""
        check(document["outcome"] == "failed" and f"could connect: {step}" in error, name, error)
        check(words in error, change.__name__, error)
