"""Comparisons of runs that were recorded apart, and baselines."""
import csv
import json
import os
import shutil
import signal
import subprocess

from formats import faults_by_schema
from harness import ROOT, check, test, wait_until

REFERENCE = ROOT / "results" / "reference"
TINY = {"name": "tiny", "repeats": 2, "params": {
    "transport": ["sse", "websocket"], "engine": "lws", "clients": 5, "rate_per_s": 40,
    "warmup_s": 0.1, "duration_s": 0.4}}


def rows_change(folder, change):
    """Changes each row of summary.tsv."""
    with open(folder / "summary.tsv", newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in table:
        change(row)
    lines = ["\t".join(table[0])] + ["\t".join(row.values()) for row in table]
    (folder / "summary.tsv").write_text("\n".join(lines) + "\n")


def changed(world, name, rows=None, run=None, source=REFERENCE / "default"):
    """A copy of a run, begun at another time, with rows and run.json changed."""
    folder = world.folder / name
    shutil.copytree(source, folder)
    document = json.loads((folder / "run.json").read_text())
    document["started"] = "2026-11-26T16:46:24Z"
    if run:
        run(document)
    (folder / "run.json").write_text(json.dumps(document))
    if rows:
        rows_change(folder, rows)
    return folder


def compare(world, *arguments, env=None):
    """In a folder of its own, where only the test's baselines are."""
    command = [world.program("pushbench"), "compare", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=world.folder, timeout=60,
                          env=env)


def compared(world, *arguments):
    """compare.json."""
    done = compare(world, *arguments, "--json")
    check(done.returncode in (0, 1), done.stderr)
    return json.loads(done.stdout)


def add(name, amount, cell=None):
    def rows(row):
        if cell in (None, row["cell"]):
            row[name] = str(float(row[name]) + amount)
    return rows


@test()
def a_run_compared_with_itself_is_the_same_run(world):
    copy = world.folder / "copy"
    shutil.copytree(REFERENCE / "default", copy)
    for other in (REFERENCE / "default", copy):
        done = compare(world, REFERENCE / "default", other)
        check(done.returncode == 0 and "the same run" in done.stdout, done.stdout, done.stderr)
    check(compared(world, REFERENCE / "default", copy)["same_run"] is True)


@test()
def five_bytes_more_are_found_to_the_byte_and_nothing_else(world):
    b = changed(world, "b", add("bytes.wire_per_message", 5, "civetweb-websocket"))
    done = compare(world, REFERENCE / "default", b, "--out", world.folder / "out")
    check(done.returncode == 1 and "worse in B: 1 figure" in done.stderr, done.stderr)
    found = compared(world, REFERENCE / "default", b)
    worse = [change for change in found["changes"] if change["finding"] == "worse"]
    check(found["worse"] == 1 and found["better"] == 0 and len(worse) == 1, found["worse"])
    check(worse[0]["cell_a"] == "civetweb-websocket" and worse[0]["basis"] == "exact", worse)
    check(abs(worse[0]["b"] - worse[0]["a"] - 5) < 1e-9, worse)
    better = compare(world, b, REFERENCE / "default", "--json")
    check(better.returncode == 0 and json.loads(better.stdout)["better"] == 1, better.stderr)


@test()
def times_are_shown_and_not_called_without_a_baseline(world):
    def twice(row):
        row["latency_ns.mean"] = str(2 * float(row["latency_ns.mean"]))
    b = changed(world, "b", twice)
    done = compare(world, REFERENCE / "default", b)
    check(done.returncode == 0 and "`pushbench baseline default` records one" in done.stdout,
          done.stdout, done.stderr)
    check("+100 %" in done.stdout, done.stdout)
    written = world.folder / done.stdout.splitlines()[-1]
    check(written.name.startswith("compare-") and (written / "compare.md").exists(), written)


@test()
def digits_of_the_clock_are_no_change(world):
    def longer(row):
        row["bytes.text_per_message"] = str(float(row["bytes.text_per_message"]) + 2)
        row["bytes.wire_per_message"] = str(float(row["bytes.wire_per_message"]) + 2)
    b = changed(world, "b", longer)
    found = compared(world, REFERENCE / "default", b)
    check(found["worse"] == 0, [c for c in found["changes"] if c["finding"] == "worse"])
    check(any(abs((change["clock_bytes"] or 0) - 2) < 1e-6 for change in found["changes"]))


@test()
def cells_are_matched_by_parameters_and_the_others_listed(world):
    def rename(document):
        for cell in document["cells"]:
            cell["cell"] = "x-" + cell["cell"]
        document["cells"].reverse()

    def rows(row):
        if row["cell"] == "lws-sse":
            row["params.clients"] = "70"
        row["cell"] = "x-" + row["cell"]
        del row["params.request_timeout_ms"]  # as a build that did not know it
    b = changed(world, "b", rows, rename)
    found = compared(world, REFERENCE / "default", b)
    pairs = {(change["cell_a"], change["cell_b"]) for change in found["changes"]}
    check(len(pairs) == 7 and all(b == "x-" + a for a, b in pairs), pairs)
    check(len(found["only_a"]) == len(found["only_b"]) == 1, found["only_a"], found["only_b"])
    done = compare(world, REFERENCE / "default", b, "--markdown")
    check("users (100 in A, 70 in B)" in done.stdout, done.stdout)


@test()
def a_cell_that_loses_messages_is_worse(world):
    b = changed(world, "b", add("lost", 3, "lws-sse"))
    done = compare(world, REFERENCE / "default", b, "--markdown")
    check(done.returncode == 1 and done.stdout.startswith("### pushbench: worse in B"), done.stdout)
    check("is not good any more: messages were lost" in done.stdout, done.stdout)


@test()
def another_machine_and_kernel_are_warned_of(world):
    def other(document):
        document["machine"]["cpus_online"] = 64
        document["machine"]["kernel"] = "Linux 7.0 x86_64"
    found = compared(world, REFERENCE / "default", changed(world, "b", run=other))
    check(any("cpus_online: 2 in A, 64 in B" in text for text in found["warnings"]) and
          any("Linux 7.0" in text for text in found["warnings"]), found["warnings"])


@test()
def limits_of_changes_decide_where_they_are_given(world):
    b = changed(world, "b", add("bytes.wire_per_message", 5, "lws-sse"))
    for limit, status, said in (("lws.sse.bytes.wire_per_message:+1%", 1, "a limit is broken"),
                                ("bytes.wire_per_message:+3%", 0, "the limits hold"),
                                ("sse.latency_ns.mean:+1%", 5, "cannot tell whether")):
        done = compare(world, REFERENCE / "default", b, "--markdown", "--fail-on", limit)
        check(done.returncode == status and said in done.stdout.splitlines()[0], limit,
              done.returncode, done.stdout[:300], done.stderr)
    refused(world, REFERENCE / "default", b, "--fail-on", "sse.latencyns.mean:+1%", said="latency")
    found = compared(world, REFERENCE / "default", b, "--fail-on", "lost:+0%")
    check([limit["verdict"] for limit in found["limits"]] == ["holds"] * 8, found["limits"])


def refused(world, *arguments, said):
    done = compare(world, *arguments)
    check(done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1, said,
          done.returncode, done.stderr)


@test()
def comparisons_that_mean_nothing_are_refused(world):
    default = REFERENCE / "default"
    refused(world, default, REFERENCE / "interval", said="no cell in common")
    refused(world, default, REFERENCE / "quantum", said="no cell in common")
    refused(world, default, changed(world, "scaled", run=lambda run: run.update(time_scale=60)),
            said="time_scale is 1 in A and 60 in B")
    refused(world, default, changed(world, "faulty", run=lambda run: run["experiment"].update(
        faults=[{"at_s": 1, "do": "kill_server"}])), said="the faults of A and B differ")
    refused(world, default, said="compare needs the folders of two runs")
    refused(world, default, world.folder, said="expected the folder of a run")
    refused(world, default, default, default, said="unexpected argument")
    refused(world, default, default, "--json", "--markdown", said="give one of them")
    refused(world, default, changed(world, "b"), "--baseline", world.folder / "none",
            said="expected the folder of a baseline")
    refused(world, default, changed(world, "going", run=lambda run: run.update(outcome="running")),
            said="`pushbench report` completes it")


@test()
def every_reference_run_can_be_compared(world):
    for folder in sorted(REFERENCE.iterdir()):
        if not (folder / "run.json").exists():
            continue
        found = compared(world, folder, changed(world, folder.name, source=folder))
        check(found["changes"] and not found["only_a"] and not found["only_b"], folder.name)
        check(found["worse"] == found["better"] == found["broken"] == 0, folder.name)


@test()
def the_files_are_complete_and_as_their_schema_says(world):
    b = changed(world, "b", add("bytes.wire_per_message", 5, "lws-sse"))
    out = world.folder / "out"
    done = compare(world, REFERENCE / "default", b, "--out", out)
    check("gnuplot" not in done.stderr, done.stderr)
    for name in ("compare.md", "compare.json", "charts/changes.svg", "charts/changes.png",
                 "charts/narrow/changes.svg"):
        check((out / name).stat().st_size > 500, name)
    same = world.folder / "same.json"
    same.write_text(compare(world, b, b, "--json").stdout)
    found = faults_by_schema("compare", out / "compare.json", same)
    check(not any(found), found)
    picture = world.folder / "deep" / "c.svg"
    compare(world, REFERENCE / "default", b, "--json", "--out", picture)
    check(picture.read_text().rstrip().endswith("</svg>"), picture)
    check(list(picture.parent.iterdir()) == [picture], list(picture.parent.iterdir()))


@test()
def the_table_fits_the_terminal(world):
    b = changed(world, "b", add("bytes.wire_per_message", 5, "lws-sse"))
    for width in (200, 100, 80, 60, 50):
        done = compare(world, REFERENCE / "default", b, "--out", "c.svg",
                       env={**os.environ, "COLUMNS": str(width)})
        wide = [line for line in done.stdout.splitlines()
                if len(line) > width and str(REFERENCE) not in line and str(b) not in line]
        check(done.returncode == 1 and not wide, width, wide, done.stderr)


def record(world, out, *arguments, **options):
    return world.pushbench("baseline", world.experiment(TINY, "tiny.json"), "--pause", "0",
                           "--out", out, *arguments, **options)


@test(late_s=0.5)
def a_baseline_is_recorded_and_times_are_called_by_it(world):
    out = world.folder / "results" / "baselines" / "b"
    done = record(world, out, "--runs", "5")
    check(done.returncode == 0, done.stderr[-1000:])
    check(sorted(path.name for path in out.iterdir()) == list("12345"), list(out.iterdir()))
    check("mean latency" in done.stdout and "1 of 20 cases" in done.stdout, done.stdout)
    check(not (out / "1" / "report.html").exists())
    again = record(world, out, "--runs", "5")
    check(again.returncode == 0 and len(list(out.iterdir())) == 5, again.stderr)

    def slow(row):
        for name in ("latency_ns.mean", "server.cpu_us_per_message"):
            row[name] = str(1e6 * float(row[name]))
    found = compared(world, out / "1", changed(world, "b", slow, source=out / "2"))
    check(found["baseline"]["runs"] == 5, found["baseline"])
    calls = {(change["figure"], change["finding"]) for change in found["changes"]
             if change["basis"] == "baseline"}
    check(calls == {("latency_ns.mean", "worse"), ("server.cpu_us_per_message", "worse")}, calls)
    other = record(world, out, "--runs", "6", "--set", "clients=6")
    check(other.returncode == 2 and "another --set" in other.stderr, other.stderr)


@test()
def an_interrupted_baseline_keeps_its_runs(world):
    out = world.folder / "b"
    command = [world.program("pushbench"), "baseline", str(world.experiment(TINY, "tiny.json")),
               "--pause", "600", "--runs", "5", "--out", str(out)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:
        wait_until((out / "1").exists, "the first run", 60)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    check(process.returncode == 4, process.returncode, said)
    check(f"--out {out} goes on" in said and "1 of 5 runs" in said.replace("run is", "runs"), said)
    check((out / "1" / "summary.tsv").exists())


@test()
def bad_numbers_of_a_baseline_are_refused(world):
    for arguments, said in ((("--runs", "4"), "expected 5 to 1000"),
                            (("--runs", "5.5"), "whole number"),
                            (("--runs", "many"), "expected 5 to 1000"),
                            (("--pause", "-1"), "expected 0 to 1440"),
                            (("--sets", "x=1"), "unexpected argument '--sets'"),
                            (("nowhere",), "there is no experiments/nowhere.json")):
        done = world.pushbench("baseline", *arguments, "--out", world.folder / "b")
        check(done.returncode == 2 and said in done.stderr, arguments, done.stderr)
        check(not (world.folder / "b").exists(), arguments)
