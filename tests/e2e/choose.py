"""Which transport suits a case, and where two transports break even."""
import csv
import json

from harness import ROOT, TRANSPORTS, check, test

CASE = {"users": 2000, "messages_per_user_minute": 20, "budget_ms": 250, "rtt_ms": 40}
REFERENCE = ROOT / "results" / "reference"


def choose(world, case, *arguments, status=0):
    """The command's output on a case; where it is refused, its one line."""
    path = world.experiment(case, "case.json")
    done = world.pushbench("choose", path, *arguments, timeout=30)
    check(done.returncode == status, "status", done.returncode, done.stderr)
    if status:
        check(len(done.stderr.strip().splitlines()) == 1, "one line:", done.stderr)
    return done.stderr if status else done.stdout


@test()
def an_answer_is_the_same_in_all_its_forms(world):
    source = ("--from", REFERENCE / "interval", "--from", REFERENCE / "idle")
    document = json.loads(choose(world, CASE, *source, "--json"))
    said = document["said"]["answer"][0]
    check(document["answer"]["transport"] in ("sse", "websocket"), document["answer"])
    check(said.startswith("Use "), said)
    shown = " ".join(choose(world, CASE, *source).split("\n\n")[0].split())
    check(shown == " ".join(document["said"]["answer"]), shown)
    text = choose(world, CASE, *source, "--markdown")
    check(text.startswith("## Choice for the case\n") and "### Assumptions" in text, text[:500])
    table = list(csv.DictReader(choose(world, CASE, *source, "--tsv").splitlines(), delimiter="\t"))
    answers = [row["transport"] for row in table if row["answer"] == "1"]
    check(answers == [document["answer"]["transport"]], table)
    check({row["transport"] for row in table} == set(TRANSPORTS), table)
    check(document["runs"] == [str(path) for path in source[1::2]], document["runs"])
    projected = {of["users"]: of for of in document["candidates"][0]["projections"]}
    check(sorted(projected) == [1000, 2000, 100000, 10000000], sorted(projected))
    check(projected[1000]["beyond_runs"] and projected[1e7]["beyond_runs"], projected)


@test(late_s=0.02)
def a_latency_over_a_network_is_measured_where_it_was_and_else_the_models(world):
    out = world.folder / "far"
    given = {"name": "far", "params": {
        "transport": list(TRANSPORTS), "engine": "lws", "delay_ms": 50, "workload": "notify",
        "clients": 10, "rate_per_s": 20, "interval_ms": 1000, "warmup_s": 0.5, "duration_s": 2}}
    done = world.pushbench("run", world.experiment(given), "--out", out)
    check(done.returncode == 0, done.stdout[-1500:], done.stderr[-500:])
    case = {**CASE, "users": 10, "messages_per_user_minute": 1200, "percentile": "p90"}
    for rtt_ms, cells in ((100, 1), (200, 0)):
        source = ("--from", out)
        document = json.loads(choose(world, {**case, "rtt_ms": rtt_ms}, *source, "--json"))
        for candidate in document["candidates"]:
            check(candidate["network_cells"] == cells, rtt_ms, candidate)
            least_s = candidate["latency_s"]["low"]
            check(least_s >= rtt_ms / 2e3, rtt_ms, candidate)
            if candidate["transport"] in ("sse", "websocket"):
                check(least_s < rtt_ms / 2e3 + 0.02, rtt_ms, candidate)
        sure = " ".join(document["said"]["sure"])
        words = "measured over such a network" if cells else "measured over another network"
        check(words in sure, rtt_ms, sure)


@test()
def cases_and_price_lists_that_are_wrong_are_refused(world):
    def refused(case, *words, arguments=()):
        said = choose(world, case, "--from", REFERENCE / "interval", *arguments, status=2)
        for word in words:
            check(word in said, repr(word), "not in", said)

    refused({**CASE, "userz": 3}, "userz", "users")
    refused({**CASE, "loss": 0.9}, "loss", "0 to 0.2")
    refused({"users": 3, "budget_ms": 100}, "messages_per_user_minute is missing")
    refused({**CASE, "intervals_s": [0]}, "intervals_s")
    refused(CASE, "expected key=value", arguments=("--set", "users"))
    refused(CASE, "unexpected argument '--cheap'", arguments=("--cheap",))
    refused(CASE, "run.json", arguments=("--from", world.folder))
    price = {"per": "gb_out", "price": 0.1, "source": "a page"}
    given = world.experiment({"name": "x", "currency": "EUR", "prices": [price]}, "prices.json")
    refused(CASE, "prices.json: price 1: no date", arguments=("--prices", given))
    refused(CASE, "no-list.json", arguments=("--prices", "no-list.json"))


@test(late_s=0.02)
def an_experiment_with_a_case_has_its_answer_in_the_report(world):
    out = world.folder / "answered"
    given = {"name": "answered", "case": {**CASE, "users": 10, "heartbeat_s": 0},
             "params": {"transport": list(TRANSPORTS), "engine": "lws", "clients": 10,
                        "rate_per_s": 20, "interval_ms": 100, "warmup_s": 0.1, "duration_s": 1}}
    done = world.pushbench("run", world.experiment(given), "--out", out)
    check(done.returncode == 0, done.stdout[-1500:], done.stderr[-500:])
    text = (out / "report.md").read_text()
    check("## Choice for the case\n\nUse WebSocket without heartbeat: " in text or
          "## Choice for the case\n\nUse SSE without heartbeat: " in text, text[:2000])
    with open(out / "choose_front.tsv", newline="") as file:
        check(sum(row["answer"] == "1" for row in csv.DictReader(file, delimiter="\t")) == 1)
    case = json.loads((out / "run.json").read_text())["experiment"]["case"]
    check(case == given["case"], case)
    document = json.loads(choose(world, given["case"], "--from", out, "--json"))
    check(document["said"]["answer"][0] in text.replace("\\", ""), document["said"]["answer"])


@test(late_s=0.02)
def polls_and_frames_break_even_where_arithmetic_says(world):
    out = world.folder / "even"
    given = {"name": "even", "repeats": 2,
             "params": {"transport": ["short_poll", "websocket"], "engine": "lws", "clients": 20,
                        "rate_per_s": 20, "interval_ms": [100, 150, 225], "warmup_s": 0.2,
                        "duration_s": 1.5}}
    done = world.pushbench("run", world.experiment(given), "--out", out)
    check(done.returncode == 0, done.stdout[-1500:], done.stderr[-500:])
    with open(out / "break_even.tsv", newline="") as file:
        found = {row["figure"]: row for row in csv.DictReader(file, delimiter="\t")}
    wire = found["bytes.wire_per_message"]
    # 320 B for a poll, and 131 B for each message in it, against 238 B: 320 / (20 T) = 107
    check((wire["below"], wire["above"], wire["finding"]) == ("websocket", "short_poll", "crosses"),
          wire)
    check(abs(float(wire["at"]) / 149.5 - 1) < 0.1, wire)
    check("latency_ns.mean" not in found, found)
    check("## Where transports break even" in (out / "report.md").read_text(), "no section")
