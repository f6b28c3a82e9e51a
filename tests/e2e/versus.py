"""Two builds that take turns in one run: `pushbench run --versus`."""
import csv
import json
import shutil

from bad_input import expect_refusal
from harness import check, test

PROGRAMS = ("pushbench-server", "pushbench-client", "libssl.so")


def other_build(world):
    """A copy of the build under test, in a folder of its own."""
    folder = world.folder / "other" / "build"
    folder.mkdir(parents=True)
    for name in PROGRAMS:
        shutil.copy2(world.build / name, folder / name)
    return folder.parent


EXPERIMENT = {"name": "versus", "repeats": 2, "compare": ["delivered", "websocket.lost"],
              "params": {"transport": ["sse", "websocket"], "clients": 5, "rate_per_s": 50,
                         "warmup_s": 0.1, "duration_s": 0.5}}


@test()
def two_equal_builds_deliver_the_same_in_every_round(world):
    out = world.folder / "run"
    done = world.pushbench("run", world.experiment(EXPERIMENT), "--versus", other_build(world),
                           "--out", out, timeout=120)
    check(done.returncode == 0, done.returncode, done.stderr)
    check("two builds by turns: this one, " in done.stderr, done.stderr)
    check("of 3 named figures 0 are worse, 0 are better, 3 are the same" in done.stdout, done.stdout)
    with open(out / "versus.tsv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    check([row["finding"] for row in rows if row["named"] == "yes"] == ["equal"] * 3, rows)
    check(any(row["finding"] == "shown" and row["ratio"] for row in rows), rows)
    record = json.loads((out / "run.json").read_text())
    check(record["versus"]["server"] == record["versions"]["server"], record["versus"])
    check([cell["varied"]["build"] for cell in record["cells"]] == ["this", "other"] * 2,
          record["cells"])
    check("## Did the change help?" in (out / "report.md").read_text(), "no section")


@test()
def a_run_of_two_builds_is_drawn_again(world):
    out = world.folder / "run"
    world.pushbench("run", world.experiment(EXPERIMENT), "--versus", other_build(world), "--out",
                    out, timeout=120)
    before = (out / "versus.tsv").read_text()
    (out / "versus.tsv").unlink()
    done = world.pushbench("report", out, timeout=60)
    check(done.returncode == 0, done.stderr)
    check((out / "versus.tsv").read_text() == before, "another versus.tsv")


@test()
def the_rounds_of_two_builds_are_fixed(world):
    out = world.folder / "run"
    given = {**EXPERIMENT, "until": {"latency_ns.mean": "±90%"}}
    done = world.pushbench("run", world.experiment(given), "--versus", other_build(world), "--out",
                           out, timeout=120)
    check(done.returncode == 0, done.returncode, done.stderr)
    check('"until" is set aside: the builds take turns for all of 2 rounds' in done.stderr, done.stderr)
    record = json.loads((out / "run.json").read_text())
    check("until" not in record["experiment"] and record["executions_done"] == 8, record)
    given = {"name": "search", "params": {"transport": "sse"},
             "search": {"vary": "clients", "from": 5, "to": 50, "until": {"lost": "=0"}}}
    expect_refusal(world, world.experiment(given), 2, "--versus", '"search"', "at one value",
                   arguments=("--versus", world.folder / "other"))


@test()
def what_is_no_build_and_no_figure_is_refused(world):
    experiment = world.experiment(EXPERIMENT)
    expect_refusal(world, experiment, 2, "--versus", "nowhere", "pushbench-server",
                   arguments=("--versus", world.folder / "nowhere"))
    given = {**EXPERIMENT, "compare": ["latency_ns.p98"]}
    expect_refusal(world, world.experiment(given), 2, "compare", "latency_ns.p98", "latency_ns.p9")
    given = {**EXPERIMENT, "compare": ["long_poll.lost"]}
    expect_refusal(world, world.experiment(given), 2, "compare", "long_poll")
