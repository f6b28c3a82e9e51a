"""Runs that are killed or interrupted are resumed: no execution is lost or carried out twice."""
import json
import re
import signal
import subprocess

from failure import children_of
from harness import ROOT, check, test, wait_until

SWEEP = {"name": "sweep", "question": "How?", "repeats": 3, "params": {
    "transport": ["sse", "websocket"], "engine": "lws", "clients": 5, "rate_per_s": [20, 40],
    "warmup_s": 0.1, "duration_s": 0.4}}


def begin(world, *words):
    return subprocess.Popen([world.program("pushbench"), "run", *map(str, words)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def executions(folder):
    """(round, cell) of each line of the log."""
    path = folder / "executions.tsv"
    lines = path.read_text().splitlines()[1:] if path.exists() else []
    return [tuple(line.split("\t")[:2]) for line in lines]


def end_after(run, folder, count, end):
    """Ends the run by a signal while it carries out the execution behind the first `count`."""
    def is_there():
        check(run.poll() is None, "the run ended before it was to be ended")
        return len(executions(folder)) >= count and children_of(run.pid, "pushbench-serve")
    wait_until(is_there, f"{count} executions are done", 120)
    run.send_signal(end)
    return run.communicate(timeout=60)


def kept(folder):
    """What identifies each cell.json that is finished: its inode, its time and its bytes."""
    files = {}
    for number, cell in executions(folder):
        path = folder / "cells" / cell / number / "cell.json"
        facts = path.stat()
        files[number, cell] = facts.st_ino, facts.st_mtime_ns, path.read_bytes()
    return files


def check_whole(folder, cells, repeats, before):
    """Each repeat of each cell is there once, what was there is untouched, and the seeds of a round
    are the same for all cells."""
    log = executions(folder)
    check(len(log) == len(set(log)) == cells * repeats, log)
    for at, (number, _) in enumerate(log):
        check(int(number) == at // cells + 1, "a round began before the last one had ended:", log)
    after = kept(folder)
    for execution, facts in before.items():
        check(after[execution] == facts, "was carried out twice:", execution)
    seeds = {}
    for (number, cell), (_, _, text) in after.items():
        document = json.loads(text)
        check(document["outcome"] == "done", cell, number, document["error"])
        seeds.setdefault(number, set()).add(document["params"]["seed"])
    check(all(len(own) == 1 for own in seeds.values()), "seeds within a round:", seeds)
    check(len(set.union(*seeds.values())) == repeats and seeds["1"] == {1}, seeds)


def check_drawn(folder, resumes):
    record = json.loads((folder / "run.json").read_text())
    check(record["outcome"] == "done" and len(record["resumes"]) == len(resumes), record["outcome"],
          record.get("resumes"))
    check([entry["executions_done"] for entry in record["resumes"]] == resumes, record["resumes"])
    check((folder / "report.html").exists() and (folder / "charts" / "index.tsv").exists(), "report")
    rows = (folder / "summary.tsv").read_text().splitlines()
    check(len(rows) == 1 + record["executions_done"] == 1 + record["executions_planned"], len(rows))


def killed_twice(world, experiment, cells, repeats, ends):
    """Kills a run twice and resumes it; returns its folder and the lines of all three parts. `ends`:
    after how many executions it is killed."""
    out, partial = world.folder / "swept", world.folder / "swept.partial"
    said, before, resumes = [], {}, []
    for words, count in zip(((experiment, "--out", out), ("--resume", partial)), ends):
        said.append(end_after(begin(world, *words), partial, count, signal.SIGKILL)[1])
        check(not out.exists(), "the folder has its last name, and the run was killed")
        before.update(kept(partial))
        resumes.append(len(before))
    last = begin(world, "--resume", out)
    out_text, err_text = last.communicate(timeout=1800)
    check(last.returncode in (0, 1), last.returncode, err_text)
    check(f"{resumes[-1]} of {cells * repeats} executions are there, about " in err_text, err_text)
    check(out_text.endswith("swept/report.html\n"), out_text)
    check(not partial.exists(), "the partial folder is left")
    check_whole(out, cells, repeats, before)
    check_drawn(out, resumes)
    return out, [*said, err_text]


@test()
def a_sweep_that_is_killed_twice_is_resumed_without_loss(world):
    killed_twice(world, world.experiment(SWEEP), 4, 3, (3, 7))


@test()
def an_interrupted_run_says_how_to_resume_it(world):
    out = world.folder / "interrupted"
    run = begin(world, world.experiment(SWEEP), "--out", out)
    _, text = end_after(run, world.folder / "interrupted.partial", 2, signal.SIGINT)
    check(run.returncode == 4 and out.exists(), run.returncode, text)
    words = re.search(r"`pushbench (run --resume \S+)` goes on", text)
    check(words, text)
    before = kept(out)
    done = world.pushbench(*words[1].split())
    check(done.returncode in (0, 1), done.returncode, done.stderr)
    check_whole(out, 4, 3, before)
    check_drawn(out, [len(before)])
    again = world.pushbench("run", "--resume", out)
    check(again.returncode == 2 and "the run is complete" in again.stderr, again.stderr)


@test()
def what_is_no_longer_the_same_run_is_refused(world):
    out = world.folder / "changed"
    run = begin(world, world.experiment(SWEEP), "--out", out)
    end_after(run, world.folder / "changed.partial", 2, signal.SIGINT)
    record = out / "run.json"
    text = record.read_text()
    first = executions(out)[0]
    cell = out / "cells" / first[1] / first[0] / "cell.json"
    was = cell.read_text()

    def refused(*said, words=()):
        done = world.pushbench("run", *words, "--resume", out)
        check(done.returncode == 2, said, done.returncode, done.stderr)
        check(all(part in done.stderr for part in said), said, done.stderr)
        check(len(done.stderr.splitlines()) == 1, "not one line:", done.stderr)
        check(out.exists() and not (world.folder / "changed.partial").exists(), "it was renamed")

    def changed(part, member, value):
        document = json.loads(text)
        document[part][member] = value
        record.write_text(json.dumps(document))

    refused("another experiment", "params.clients: 5, now 6",
            words=(world.folder / "given.json", "--set", "clients=6"))
    changed("versions", "checksum", "0123456789abcdef")
    refused("another build", 'checksum: "0123456789abcdef", now ')
    changed("machine", "cpu", "Z80")
    refused("another machine", 'cpu: "Z80", now ')
    record.write_text(text)
    cell.write_text(was.replace('"outcome": "done"', '"outcome": "good"', 1))
    refused("cell.json: it was changed after the run had written it")
    cell.write_text(was)
    stray = out / "cells" / first[1] / "9"
    stray.mkdir()
    refused("something in it is not of this run")
    stray.rmdir()
    done = world.pushbench("run", "--resume", out)
    check(done.returncode in (0, 1), done.stderr)


@test()
def a_run_ends_when_its_figures_are_precise(world):
    """Bytes are counted, and so precise at the first look."""
    given = {**SWEEP, "until": {"bytes.wire_per_message": "±20%"}, "params": {
        **SWEEP["params"], "engine": "lws", "rate_per_s": 40, "arrival": "periodic"}}
    del given["repeats"]
    out = world.folder / "precise"
    done = world.pushbench("run", world.experiment(given), "--out", out)
    check(done.returncode in (0, 1), done.returncode, done.stderr)
    check("2 cells, 8 to 32 repeats each, about " in done.stderr, done.stderr)
    check("after 8 repeats: 2 of 2 named figures are within their bounds" in done.stderr, done.stderr)
    check("every figure that the experiment names is within its bound" in done.stdout, done.stdout)
    record = json.loads((out / "run.json").read_text())
    check(record["executions_done"] == record["executions_planned"] == 16, record["outcome"])
    check(record["interval_level"] == 0.992, record["interval_level"])
    check("How often each cell was measured" in (out / "report.md").read_text(), "no section")


@test()
def a_run_that_goes_on_is_not_resumed_beside_itself(world):
    out = world.folder / "busy"
    run = begin(world, world.experiment(SWEEP), "--out", out)
    wait_until(lambda: executions(world.folder / "busy.partial"), "an execution is done", 60)
    beside = world.pushbench("run", "--resume", out)
    check(beside.returncode == 2 and "another pushbench is writing it" in beside.stderr,
          beside.stderr)
    run.communicate(timeout=120)
    check(run.returncode in (0, 1), run.returncode)


@test()
def words_that_contradict_a_resume_are_refused(world):
    for words, said in (
            (("--resume", world.folder, "--out", "x"), "give one of them"),
            (("--resume", world.folder, "--set", "clients=5"), "a run is resumed as it was begun"),
            (("--resume", world.folder), "expected the folder of a run"),
            (("--resume", world.folder / "nowhere"), "there is no such folder"),
            (("--resume",), "there is no such folder")):
        done = world.pushbench("run", *words)
        check(done.returncode == 2 and said in done.stderr, words, done.returncode, done.stderr)
