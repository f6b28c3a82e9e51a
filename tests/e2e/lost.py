"""What a restart of a server that is not ours loses: the figures of the document against the log of
receipts and the list of what was published, to the message."""
import contextlib
import csv
import json
import os
import shutil

from harness import ROOT, Skip, cells_in, check, test, together
from targets import missing

USERS = 10
# A second after the kill the server is back, and 1.8 s after it the users are. nchan keeps 200
# messages: at 50 a second they find all that they missed, at 400 a second not.
LOAD = {"clients": USERS, "warmup_s": 0.99, "duration_s": 4, "drain_s": 1, "reconnect_base_ms": 900,
        "reconnect_cap_ms": 900, "reconnect_jitter": "none"}
FAULT = {"at_s": 1, "do": "kill_server", "for_s": 1}
CELLS = [("nchan", "websocket", 50), ("nchan", "long_poll", 50), ("nchan", "sse", 400),
         ("ws", "websocket", 50)]


def programs_that_log(world, name):
    """A folder with the programs, of which the client writes its logs into `name`."""
    folder, logs = world.folder / f"{name}-programs", world.folder / name
    folder.mkdir()
    logs.mkdir()
    for link in ("scripts", "targets"):  # beside the programs' folder, where they are looked for
        with contextlib.suppress(FileExistsError):  # both servers' tests may be here at once
            os.symlink(ROOT / link, world.folder / link)
    for program in ("pushbench", "pushbench-server"):
        shutil.copy2(world.program(program), folder / program)
    client = folder / "pushbench-client"
    client.write_text(f'#!/bin/sh\nexec "{world.program("pushbench-client")}" "$@" '
                      f'--journal "{logs}/receipts.tsv" --publisher-journal "{logs}/list.tsv"\n')
    client.chmod(0o755)
    return folder, logs


def table(path):
    """The rows of a file with tabs, whose first line names the columns."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


class Published:
    """The publisher's list: by number when a message was due, and what became of it."""

    def __init__(self, path):
        rows = table(path)
        self.due_ns = {int(row["number"]): int(row["due_ns"]) for row in rows}
        self.state = {int(row["number"]): row["state"] for row in rows}

    def count(self, numbers, *states):
        return sum(self.state[number] in states for number in numbers)


class Receipts:
    """The client's journal: by user what was received, how often."""

    def __init__(self, path, due_ns):
        self.of = {user: [] for user in range(USERS)}
        for row in table(path):
            number = int(row["seq"])
            check(due_ns.get(number) == int(row["due_ns"]), number, "was not published so")
            self.of[int(row["user"])].append(number)
        self.seen = {number for numbers in self.of.values() for number in numbers}


def counted(logs, window):
    """The figures of the measured phase, by the logs."""
    published = Published(logs / "list.tsv")
    receipts = Receipts(logs / "receipts.tsv", published.due_ns)
    measured = {number for number, due_ns in published.due_ns.items()
                if window["start_ns"] <= due_ns < window["end_ns"]}
    expected = {number for number in measured
                if published.state[number] == "acknowledged" or number in receipts.seen}
    received = {user: [number for number in numbers if number in measured]
                for user, numbers in receipts.of.items()}
    unsent = published.count(measured, "unsent")
    return {"published": len(expected), "expected": USERS * len(expected),
            "published_seen": len(expected & receipts.seen),
            "delivered": sum(len(set(numbers)) for numbers in received.values()),
            "lost": sum(len(expected - set(numbers)) for numbers in received.values()),
            "duplicated": sum(len(numbers) - len(set(numbers)) for numbers in received.values()),
            "publisher": {"sent": len(measured) - unsent, "unsent": unsent,
                          "acknowledged": published.count(measured, "acknowledged"),
                          "refused": published.count(measured, "refused"),
                          "unknown": published.count(measured, "unknown", "sent")}}


def restarted(world, server, transport, rate_per_s):
    """(cell, logs) of a run in which the server is killed and started again."""
    name = f"{server}-{transport}"
    folder, logs = programs_that_log(world, name)
    given = world.experiment({
        "name": name, "faults": [FAULT], "may_lose": 1,
        "params": {**LOAD, "server": server, "transport": transport, "rate_per_s": rate_per_s}},
        f"{name}.json")
    out = world.folder / f"{name}-out"
    done = world.run(folder / "pushbench", "run", given, "--out", out, timeout=240)
    cells = cells_in(out)
    check(len(cells) == 1, name, done.returncode, done.stderr[-800:])
    return cells[0], logs


def check_restart(world, server, transport, rate_per_s):
    """nchan's own faults after a restart (targets/nchan/README.md) are none of this test."""
    cell, logs = restarted(world, server, transport, rate_per_s)
    key = (server, transport)
    check(cell["outcome"] == "done", key, cell["error"])
    [fault] = cell["faults"]
    figures = counted(logs, cell["window"])
    for name, value in figures.items():
        told = cell[name] if name != "publisher" else {
            state: cell["publisher"][state] for state in value}
        check(told == value, key, name, "in the document", told, "by the logs", value)
    check(fault["noticed"] == USERS, key, fault)
    check(cell["verdict"]["status"] != "invalid", key, cell["verdict"])
    if server == "ws":
        check(fault["served"] == USERS, key, "have messages again", fault["served"])
    if server == "ws" or rate_per_s > 200:
        check(cell["lost"] > 0, key, "nothing was lost: was it killed?", figures)


def check_restarts(world, server):
    description = json.loads((ROOT / "targets" / f"{server}.json").read_text())
    if absent := missing(world, server, description):
        raise Skip(f"{absent} is not installed")
    together(check_restart, [(world, *cell) for cell in CELLS if cell[0] == server])


@test(late_s=0.2)
def of_what_a_restart_of_nchan_loses_document_and_publishers_list_agree_to_the_message(world):
    check_restarts(world, "nchan")


@test(late_s=0.2)
def of_what_a_restart_of_ws_loses_document_and_publishers_list_agree_to_the_message(world):
    check_restarts(world, "ws")
