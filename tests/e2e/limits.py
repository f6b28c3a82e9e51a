"""Limits: their answers, statuses and files, and the examples in docs/ci.md."""
import csv
import json
import os
import re
import shutil
import subprocess
import threading
import xml.etree.ElementTree as tree

import yaml

from harness import ROOT, check, test

ONCE = threading.Lock()
LATE_S = 0.02  # a tenth of a phase: what comes later makes its cell suspect
DOCUMENT = ROOT / "docs" / "ci.md"

# Six repeats, the fewest with an interval, of two cells.
EXPERIMENT = {"name": "limits", "repeats": 6, "params": {
    "transport": ["sse", "websocket"], "engine": "lws", "clients": 3, "rate_per_s": 50,
    "warmup_s": 0.1, "duration_s": 0.2}, "expect": {"lost": "=0", "bytes.wire_per_message": "<1kB"}}


def measured(world):
    """A run of the experiment whose limits hold; the tests share it, and each has a copy."""
    with ONCE:
        shared = world.shared / "limits"
        if not shared.exists():
            made = world.folder / "made"
            done = world.pushbench("run", world.experiment(EXPERIMENT), "--out", made)
            check(done.returncode == 0, done.stdout[-1500:], done.stderr[-500:])
            check("4 limits: 4 hold, 0 are broken" in done.stdout, done.stdout)
            made.rename(shared)
    own = world.folder / "run"
    shutil.copytree(shared, own)
    return own


def judged(world, run, *limits, changes=(), base=None):
    """(status, standard output and error, the cases of junit.xml by verdict)"""
    arguments = [word for limit in limits for word in ("--expect", limit)]
    arguments += [word for change in changes for word in ("--fail-on", change)]
    done = world.pushbench("report", run, *arguments, *(("--base", base) if base else ()))
    suites = tree.parse(run / "junit.xml").getroot()
    cases = suites.findall("testsuite/testcase")
    found = {name: [case for case in cases if case.find(name) is not None]
             for name in ("failure", "error", "skipped")}
    for owner in (suites, suites.find("testsuite")):
        counted = {name: int(owner.get(name)) for name in ("tests", "failures", "errors", "skipped")}
        check(counted == {"tests": len(cases), "failures": len(found["failure"]),
                          "errors": len(found["error"]), "skipped": len(found["skipped"])}, counted)
    names = [(case.get("classname"), case.get("name")) for case in cases]
    check(len(set(names)) == len(names), "two cases of one name:", names)
    return done.returncode, done.stdout + done.stderr, found


def scale(run, figure, factor):
    """Multiplies a figure of all repeats in a run's folder, as if another build had been measured."""
    table = rows(run / "summary.tsv")
    for row in table:
        row[figure] = repr(float(row[figure]) * factor)
    with open(run / "summary.tsv", "w", newline="") as file:
        writer = csv.DictWriter(file, table[0], delimiter="\t", quoting=csv.QUOTE_NONE,
                                lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    outer, inner = figure.split(".")
    for path in run.glob("cells/*/*/cell.json"):
        cell = json.loads(path.read_text())
        cell[outer][inner] *= factor
        path.write_text(json.dumps(cell))


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@test(late_s=LATE_S)
def limits_that_hold_end_with_status_0_and_stand_in_the_report(world):
    run = measured(world)
    status, said, found = judged(world, run, "latency_ns.mean<30s")
    check(status == 0, status, said)
    check("6 limits: 6 hold" in said, said)
    check(not any(found.values()), found)
    check("Are the limits kept?" in (run / "report.md").read_text(), "the report does not say")
    table = rows(run / "expectations.tsv")
    check([row["verdict"] for row in table] == ["holds"] * 6, table)
    mean = [row for row in table if row["figure"] == "latency_ns.mean"]
    for row in mean:
        check(float(row["low"]) <= float(row["value"]) <= float(row["high"]), row)
        check(row["repeats"] == "6", row)


@test()
def a_broken_limit_ends_with_status_1_and_is_a_failure(world):
    run = measured(world)
    status, said, found = judged(world, run, "websocket.latency_ns.mean<1ns", "latency_ns.mean<30s")
    check(status == 1, status, said)
    check("a limit is broken: websocket.latency_ns.mean <1ns in lws-websocket: median" in said, said)
    case, = found["failure"]
    check(case.get("classname") == "limits.lws-websocket", case.attrib)
    check(case.get("name") == "websocket.latency_ns.mean <1ns", case.attrib)
    check("95 % interval" in case.find("failure").get("message"), case.find("failure").attrib)
    status, said, _ = judged(world, run, "lws.delivered>1000000")
    check(status == 1, status, said)


@test(late_s=LATE_S)
def what_nobody_can_tell_ends_with_status_5_and_is_skipped(world):
    run = measured(world)
    status, said, found = judged(world, run, "sse.latency_ns.p99<30s", "ack_ns.mean<1s")
    check(status == 5, status, said)
    check("this percentile needs 1000 in each" in said and "times as long" in said, said)
    check("not measured: nobody writes in this workload" in said, said)
    check(len(found["skipped"]) == 3, found)


@test()
def too_few_repeats_say_how_many_would_do(world):
    given = world.experiment({**EXPERIMENT, "repeats": 2, "expect": {}})
    done = world.pushbench("run", given, "--expect", "latency_ns.mean<30s", "--expect", "lost=0",
                           "--out", world.folder / "few")
    check(done.returncode == 5, done.returncode, done.stdout, done.stderr)
    check(re.search(r"too few for an interval; 6\s+repeats would probably tell", done.stdout),
          done.stdout)
    check("4 limits: 2 hold, 0 are broken, 0 are not valid, 2 cannot be told" in done.stdout,
          done.stdout)


@test(late_s=LATE_S)
def limits_are_kept_for_the_next_report(world):
    run = measured(world)
    judged(world, run, "sse.lost=1")
    status, said, found = judged(world, run)
    check(status == 0 and len(found["failure"]) == 1, status, said, found)
    status, said, found = judged(world, run, "sse.lost=0")
    check(status == 0 and not found["failure"], status, said, found)


@test()
def an_invalid_cell_keeps_no_limit_but_breaks_that_of_what_it_lost(world):
    out = world.folder / "invalid"
    given = world.experiment({"name": "threads", "expect": {"lost": "=0", "delivered": ">0"},
                              "params": {"transport": "long_poll", "engine": "civetweb",
                                         "clients": 20, "civetweb_threads": 11, "rate_per_s": 20,
                                         "connect_timeout_ms": 300, "warmup_s": 0.3,
                                         "duration_s": 0.5, "drain_s": 0.2}})
    done = world.pushbench("run", given, "--out", out)
    check(done.returncode == 1, done.returncode, done.stdout, done.stderr)
    status, said, found = judged(world, out, "latency_ns.mean<30s")
    check(status == 1, status, said)
    check([case.get("name") for case in found["failure"]] == ["lost =0"], said)
    check(len(found["error"]) == 2 and "not valid: " in said, said)


@test(late_s=LATE_S)
def an_interrupted_run_cannot_tell_whether_all_limits_hold(world):
    run = measured(world)
    record = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps({**record, "outcome": "interrupted"}))
    status, said, found = judged(world, run, "lost=0")
    check(status == 5 and "the run did not come to its end" in said, status, said)
    check([case.get("name") for case in found["skipped"]] == ["the run came to its end"], found)


@test()
def limits_that_cannot_be_judged_are_refused_before_anything_runs(world):
    given = world.experiment(EXPERIMENT)
    refused = {
        ("--expect", "websocket.latency_ns.p98<1s"): "did you mean 'latency_ns.p9",
        ("--expect", "websoket.lost=0"): "did you mean 'websocket'?",
        ("--expect", "short_poll.lost=0"): "there is no cell of short_poll",
        ("--expect", "clients=4.lost=0"): "no cell that heeds clients has clients=4",
        ("--expect", "client=3.lost=0"): "unknown parameter 'client'",
        ("--expect", "latency_ns.p99<20"): "its limit needs a unit",
        ("--expect", "latency_ns.p99<20kB"): "'kB' does not fit",
        ("--expect", "lost<5ms"): "lost is a count, and its limit has no unit",
        ("--expect", "latency_ns.mean=5ms"): "never exactly a number",
        ("--expect", "lost"): "expected a figure and its limit",
        ("--fail-on", "lost:+1%"): "a change needs a base",
        ("--fail-on", "lost:1%"): "is no limit of a change",
        ("--base", "nowhere"): "--base is what changes are relative to",
    }
    for arguments, words in refused.items():
        out = world.folder / "refused"
        done = world.pushbench("run", given, *arguments, "--out", out)
        check(done.returncode == 2, arguments, done.returncode, done.stderr)
        check(words in done.stderr and done.stderr.count("\n") == 1, arguments, done.stderr)
        check(not out.exists(), arguments, "left a folder")
    done = world.pushbench("run", given, "--fail-on", "lost:+1%", "--base", "nowhere")
    check(done.returncode == 2 and "nowhere/run.json" in done.stderr, done.stderr)
    wrong = world.experiment({**EXPERIMENT, "expect": {"short_poll.lost": "=0"}}, "wrong.json")
    done = world.pushbench("run", wrong)
    check(done.returncode == 2 and "there is no cell of short_poll" in done.stderr, done.stderr)
    run = measured(world)
    done = world.pushbench("report", run, "--expect", "short_poll.lost=0")
    check(done.returncode == 2 and "there is no cell of short_poll" in done.stderr, done.stderr)


@test(late_s=LATE_S)
def changes_of_bytes_from_a_recorded_run_are_called_and_those_of_times_are_not(world):
    run, base = measured(world), world.folder / "base"
    shutil.copytree(run, base)
    scale(base, "bytes.protocol_per_message", 0.8)
    scale(base, "latency_ns.mean", 0.1)
    status, said, found = judged(world, run, base=base, changes=(
        "sse.bytes.protocol_per_message:+10%", "websocket.bytes.protocol_per_message:+30%", "lost:+0%",
        "latency_ns.mean:+50%"))
    check(status == 1, status, said)
    check([case.get("name") for case in found["failure"]] == ["sse.bytes.protocol_per_message +10%"], said)
    check([case.get("name") for case in found["skipped"]] == ["latency_ns.mean +50%"] * 2, said)
    check("not called: " in said, said)


@test(late_s=LATE_S)
def a_base_that_cannot_be_compared_leaves_changes_untold(world):
    run, base = measured(world), world.folder / "base"
    shutil.copytree(run, base)
    scale(base, "bytes.protocol_per_message", 0.8)
    status, said, _ = judged(world, run, base=base, changes=("sse.bytes.protocol_per_message:+10%",))
    check(status == 1, status, said)
    shutil.rmtree(base)
    done = world.pushbench("report", run, "--fail-on", "lost:+0%", "--base", base)
    check(done.returncode == 2 and str(base) in done.stderr, done.stderr)
    status, said, found = judged(world, run)
    check(status == 0 and len(found["skipped"]) == 1, status, said, found)
    check(str(base) in found["skipped"][0].find("skipped").get("message"), found)


@test()
def a_change_from_another_build_is_judged_round_by_round(world):
    other = world.folder / "other"
    other.mkdir()
    for name in ("pushbench-client", "libssl.so"):
        (other / name).symlink_to(world.build / name)
    server = world.program("pushbench-server")
    script(other / "pushbench-server",  # as if it sent longer heads
           f'case "$*" in *--help*|*--version*) exec {server} "$@" ;; esac\n'
           f'exec {server} "$@" --response-headers quantum\n')
    given = world.experiment({**EXPERIMENT, "expect": {},
                              "params": {**EXPERIMENT["params"], "transport": "short_poll",
                                         "interval_ms": 50}})
    out = world.folder / "versus"
    done = world.pushbench("run", given, "--versus", other, "--out", out,
                           "--fail-on", "bytes.protocol_per_message:+1%",
                           "--fail-on", "short_poll.bytes.protocol_per_message:-1%")
    check(done.returncode == 1, done.returncode, done.stdout, done.stderr)
    verdicts = {row["bound"]: row["verdict"] for row in rows(out / "expectations.tsv")}
    check(verdicts == {"+1%": "holds", "-1%": "broken"}, verdicts, done.stdout)
    check("6 rounds" in done.stdout, done.stdout)


# ---- docs/ci.md ----

SHORT = ("repeats=6", "clients=3", "rate_per_s=50", "warmup_s=0.1", "duration_s=0.2")
STAND_INS = {
    # builds nothing, since the programs are there, but reads the Makefile and finds the target
    "make": """/usr/bin/make --dry-run "$@" >/dev/null || exit
folder=.; [ "$1" != -C ] || folder=$2
[ -e "$folder/build" ] || ln -s "$BUILT" "$folder/build"
""",
    "apt-get": 'case "$*" in update | install*) ;; *) exit 1 ;; esac\n',
}


class Project:
    """A repository like this one, in which the examples are run: with the experiment of the
    document, `main` on its origin, and programs whose runs are short."""

    def __init__(self, world, documented):
        self.folder = world.folder / "project"
        self.commands = world.folder / "commands"
        built = world.folder / "built"
        for folder in (self.folder, self.commands, built):
            folder.mkdir()
        for name in ("Makefile", "scripts", "bench", "common", "documents", "servers", "clients",
                     "tests"):
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, self.folder / name)
        for name in ("pushbench-server", "pushbench-client", "libssl.so"):
            (built / name).symlink_to(world.build / name)
        sets = " ".join(f"--set {pair}" for pair in SHORT)
        script(built / "pushbench", f'[ "$1" != run ] || set -- "$@" {sets}\n'
                                    f'exec {world.program("pushbench")} "$@"\n')
        for name, text in STAND_INS.items():
            script(self.commands / name, text)
        (self.folder / "limits.json").write_text(documented)
        (self.folder / ".gitignore").write_text("/build\n/base\n/results\n")
        self.env = {**os.environ, "PATH": f"{self.commands}:{os.environ['PATH']}",
                    "BUILT": str(built), "GITHUB_STEP_SUMMARY": str(world.folder / "summary.md"),
                    "CI_DEFAULT_BRANCH": "main", "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(world.folder)}
        self.sh("git init --quiet --initial-branch main && git add --all && git -c user.name=t "
                "-c user.email=t@localhost commit --quiet --message t && git remote add origin . "
                "&& git fetch --quiet origin")

    def sh(self, text):
        """The status of a script, whose lines end it where they fail, and all that it said."""
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", text], cwd=self.folder, text=True,
                              env=self.env, capture_output=True, timeout=300)
        return done.returncode, done.stdout + done.stderr


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}")
    path.chmod(0o755)


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT.read_text(), re.M | re.S)


def run_lines(project, lines):
    """Runs them in order. A limit of time may break, or not be told, on a busy machine."""
    for line in lines:
        status, said = project.sh(line)
        limits = "pushbench run" in line or "pushbench report" in line
        check(status == 0 or (limits and status in (1, 5)), status, line, said)
        check(not limits or re.search(r"\d+ limits: |Some limits cannot be told", said), line, said)
        check("Traceback" not in said and "usage:" not in said, line, said)


@test()
def the_examples_for_a_shell_run(world):
    documented, = blocks("json")
    project = Project(world, documented)
    found = blocks("sh")
    check(len(found) == 4, found)
    run_lines(project, found)
    check((project.folder / "results/limits/junit.xml").exists(), "no junit.xml")


@test()
def the_example_for_github_actions_runs(world):
    documented, = blocks("json")
    project = Project(world, documented)
    job = yaml.safe_load(blocks("yaml")[0])["jobs"]["limits"]
    check(job["container"] == "debian:12", job)
    project.sh("git worktree add --quiet base origin/main")  # the second checkout
    run_lines(project, [step["run"] for step in job["steps"] if "run" in step])
    check("Are the limits kept?" in (world.folder / "summary.md").read_text(), "no summary")
    kept, = [step for step in job["steps"] if step.get("uses", "").startswith("actions/upload")]
    for name in ("report.html", "junit.xml"):
        for run in ("limits", "versus"):
            check((project.folder / kept["with"]["path"] / run / name).exists(), run, name)
    check(kept["if"] == "${{ !cancelled() }}", kept)


@test()
def the_example_for_gitlab_runs(world):
    documented, = blocks("json")
    project = Project(world, documented)
    job = yaml.safe_load(blocks("yaml")[1])["limits"]
    check(job["image"] == "debian:12" and job["allow_failure"] == {"exit_codes": 5}, job)
    run_lines(project, job["before_script"] + job["script"])
    check((project.folder / job["artifacts"]["reports"]["junit"]).exists(), job)
    check((project.folder / job["artifacts"]["paths"][0] / "report.html").exists(), job)
    check(job["artifacts"]["when"] == "always", job)
