"""What a restart of a server that is not ours loses: the figures of the document against the log of
receipts and the list of what was published, to the message."""
import collections
import json
import os
import re
import shutil

from harness import ROOT, Skip, cells_in, check, test, together
from targets import missing

USERS = 10
NS_PER_S = 10**9
# A second after the kill the server is back, and 1.8 s after it the users are. nchan keeps 200
# messages: at 50 a second they find all that they missed, at 250 a second not.
LOAD = {"clients": USERS, "warmup_s": 0.99, "duration_s": 4, "drain_s": 1, "reconnect_base_ms": 900,
        "reconnect_cap_ms": 900, "reconnect_jitter": "none"}
FAULT = {"at_s": 1, "do": "kill_server", "for_s": 1}
CELLS = [("nchan", "websocket", 50), ("nchan", "long_poll", 50), ("nchan", "sse", 250),
         ("ws", "websocket", 50)]
TOKEN = re.compile(r"pb[0-9a-f]{8}\.\d+\.(\d+)\.[0-9a-f]{4}")
# "unsent": there was no connection, and it is sent later.
OUTCOMES = {"published": "acknowledged", "refused": "refused", "unanswered": "unknown",
            "unsent": "unsent"}


def programs_that_log(world, name):
    """A folder with the programs, of which the client writes its logs into `name`. The runner has
    it try the server before that, with a transcript of its own."""
    folder, logs = world.folder / f"{name}-programs", world.folder / name
    folder.mkdir()
    logs.mkdir()
    for link in ("scripts", "targets"):  # beside the programs' folder, where they are looked for
        if not (world.folder / link).exists():
            os.symlink(ROOT / link, world.folder / link)
    for program in ("pushbench", "pushbench-server"):
        shutil.copy2(world.program(program), folder / program)
    client = folder / "pushbench-client"
    client.write_text(f'''#!/bin/sh
case "$*" in *transcript*) exec "{world.program("pushbench-client")}" "$@" ;; esac
exec "{world.program("pushbench-client")}" "$@" --journal "{logs}/receipts.tsv" \\
  --transcript "{logs}/steps.jsonl"
''')
    client.chmod(0o755)
    return folder, logs


def published_by(path):
    """{number: what became of it, as the publisher heard it}"""
    outcomes, waiting = {}, {}
    for line in path.read_text().splitlines():
        step = json.loads(line)
        if step["who"] != "publisher":
            continue
        if step["does"] == "request":
            number = int(TOKEN.search(step["text"])[1])
            waiting.setdefault(step["user"], []).append(number)
            outcomes[number] = "unknown"
        elif step["does"] == "published":
            outcomes[waiting[step["user"]].pop(0)] = OUTCOMES[step["name"]]
    outcomes.pop(0, None)  # those which prove subscriptions
    return outcomes


class Receipts:
    """The client's journal: by number when it was due, and by user what was received, how often."""

    def __init__(self, path, rate_per_s):
        self.rate_per_s = rate_per_s
        self.due_ns, self.of = {}, {user: [] for user in range(USERS)}
        for line in path.read_text().splitlines()[1:]:
            user, _, number, due_ns = map(int, line.split("\t")[:4])
            self.due_ns[number] = due_ns
            self.of[user].append(number)
        self.seen = set(self.due_ns)

    def due_of(self, number):
        """Also of what nobody has received: the schedule is even, and with LOAD's warm-up no message
        is due at the edges of the measured phase."""
        known = min(self.due_ns)
        due_ns = self.due_ns[known] + (number - known) * NS_PER_S // self.rate_per_s
        check(abs(self.due_ns.get(number, due_ns) - due_ns) <= 2, number, "is not in the schedule")
        return due_ns


def counted(logs, window, rate_per_s):
    """The figures of the measured phase, by the logs."""
    outcomes = published_by(logs / "steps.jsonl")
    receipts = Receipts(logs / "receipts.tsv", rate_per_s)
    measured = {number for number in outcomes.keys() | receipts.seen
                if window["start_ns"] <= receipts.due_of(number) < window["end_ns"]}
    check(receipts.seen <= outcomes.keys(), "received, and never sent", receipts.seen)
    expected = {number for number in measured
                if outcomes[number] == "acknowledged" or number in receipts.seen}
    received = {user: [number for number in numbers if number in measured]
                for user, numbers in receipts.of.items()}
    states = collections.Counter(outcomes[number] for number in measured)
    sent = sum(states.values()) - states["unsent"]
    return {"published": len(expected), "expected": USERS * len(expected),
            "published_seen": len(expected & receipts.seen),
            "delivered": sum(len(set(numbers)) for numbers in received.values()),
            "lost": sum(len(expected - set(numbers)) for numbers in received.values()),
            "duplicated": sum(len(numbers) - len(set(numbers)) for numbers in received.values()),
            "publisher": {"sent": sent, "unsent": LOAD["duration_s"] * rate_per_s - sent,
                          **{state: states[state] for state in OUTCOMES.values()
                             if state != "unsent"}}}


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
    figures = counted(logs, cell["window"], rate_per_s)
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
