"""Runs that are killed or find no space keep their finished cells; failed writes are errors."""
import json
import pathlib
import resource
import signal
import subprocess

from failure import children_of
from harness import DATA, ROOT, Server, Skip, check, test, wait_until

CELLS = {"name": "survival", "repeats": 2, "params": {
    "transport": ["sse", "websocket"], "engine": "lws", "clients": 5, "rate_per_s": 20, "tls": True,
    "warmup_s": 0.1, "duration_s": 0.5}}


def begin(world, out, **options):
    return subprocess.Popen(
        [world.program("pushbench"), "run", str(world.experiment(CELLS)), "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, **options)


def finished(partial):
    return sorted(partial.glob("cells/*/*/cell.json"))


def check_report(world, partial, there, planned):
    """`pushbench report` reports the finished cells, and names the missing ones."""
    done = world.pushbench("report", partial)
    check(done.returncode == 0, done.returncode, done.stderr)
    verb = "is" if there == 1 else "are"
    check(f"{there} of {planned} executions {verb} there" in done.stderr, done.stderr)
    check(done.stderr.count("missing: ") == planned - there, done.stderr)
    record = json.loads((partial / "run.json").read_text())
    check(record["outcome"] == "interrupted" and record["interrupted"] is True, record["outcome"])
    check(record["executions_done"] == there, record["executions_done"])
    check(len((partial / "summary.tsv").read_text().splitlines()) == 1 + there, "rows")
    check((partial / "report.html").exists() and "interrupted" in
          (partial / "report.md").read_text(), "no report")


@test()
def finished_cells_survive_a_runner_that_is_killed(world):
    out, partial = world.folder / "killed", world.folder / "killed.partial"
    run = begin(world, out)
    wait_until(lambda: len(finished(partial)) >= 1, "a cell is finished", 60)
    wait_until(lambda: children_of(run.pid, "pushbench-serve"), "a second server is started", 60)
    children = children_of(run.pid, "pushbench")
    run.kill()
    run.communicate()
    wait_until(lambda: not any(pathlib.Path(f"/proc/{child}").exists() for child in children),
               "the programs have ended", 60)
    there = len(finished(partial))
    check(not out.exists() and 1 <= there < 4, there)
    keys = [path for path in partial.rglob("*") if path.is_file()
            and b"PRIVATE KEY" in path.read_bytes()]
    check(not keys, "keys are left:", keys)
    # an incomplete cell.json does not count
    if there > 1:
        finished(partial)[-1].write_text('{"schema":1,')
        there -= 1
    check_report(world, partial, there, 4)
    again = world.pushbench("report", partial)  # a run like any other by now
    check(again.returncode == 0 and "missing" not in again.stderr, again.stderr)


@test()
def a_run_without_a_finished_cell_says_so(world):
    partial = world.folder / "empty.partial"
    run = begin(world, world.folder / "empty")
    wait_until(lambda: (partial / "run.json").exists(), "the run has begun", 60)
    run.kill()
    run.communicate()
    done = world.pushbench("report", partial)
    check(done.returncode == 1 and "no cell was finished" in done.stderr, done.stderr)


@test()
def finished_cells_survive_a_full_disk(world):
    disk = world.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)],
                             capture_output=True)
    if mounted.returncode != 0:
        raise Skip("to mount a small disk needs root")
    try:
        partial = disk / "full.partial"
        run = begin(world, disk / "full")
        wait_until(lambda: len(finished(partial)) >= 1, "a cell is finished", 60)
        ballast = disk / "ballast"
        try:
            ballast.write_bytes(b"x" * (1 << 20))
        except OSError:
            pass
        _, text = run.communicate(timeout=120)
        check(run.returncode == 3 and "No space left on device" in text, run.returncode, text)
        check(str(partial) in text and "pushbench report" in text, text)
        there = len(finished(partial))
        check(1 <= there < 4, there)
        full = world.pushbench("report", partial)
        check(full.returncode == 3 and "No space left on device" in full.stderr, full.stderr)
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        check_report(world, partial, there, 4)
        resumed = world.pushbench("run", "--resume", partial)
        check(resumed.returncode in (0, 1), resumed.returncode, resumed.stderr)
        check(f"{there} of 4 executions" in resumed.stderr, resumed.stderr)
        check(len(finished(disk / "full")) == 4, "cells are missing")
    finally:
        subprocess.run(["umount", str(disk)], check=False)


@test()
def a_limit_on_file_sizes_is_an_error_and_kills_no_program(world):
    limit = (4096, 4096)
    run = begin(world, world.folder / "small",
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    _, text = run.communicate(timeout=60)
    check(run.returncode == 3 and "File too large" in text, run.returncode, text)


def into_full(*command):
    with open("/dev/full", "w") as full:
        return subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT,
                              timeout=120)


@test()
def output_that_cannot_be_written_is_an_error_everywhere(world):
    pushbench, server = world.program("pushbench"), world.program("pushbench-server")
    users = world.program("pushbench-client")
    out = world.folder / "full-output"
    run = ("run", DATA / "smoke.json", "--set", "engine=null", "--set", "transport=sse", "--out", out)
    commands = [[pushbench, *words] for words in (
        ("--help",), ("--version",), ("parameters",), ("figures",), run, ("report", out))]
    commands += [[program, word] for program in (server, users) for word in ("--help", "--version")]
    commands += [[server, "--listen", "127.0.0.1:0"]]
    with Server(world, "lws", "--publish-start", "request") as running:
        commands += [[users, "--connect", f"http://127.0.0.1:{running.port}", "--clients", "1",
                      "--warmup-s", "0", "--duration-s", "0.2"]]
        for command in commands:
            done = into_full(*map(str, command))
            check(done.returncode == 3, command, done.returncode, done.stderr)
            check("cannot be written" in done.stderr or "cannot write" in done.stderr,
                  command, done.stderr)
    check((out / "report.html").exists(), "no report")


@test()
def a_server_that_cannot_print_its_report_says_so(world):
    with subprocess.Popen([world.program("pushbench-server"), "--listen", "127.0.0.1:0"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        check(json.loads(server.stdout.readline())["ready"], "not ready")
        server.stdout.close()
        server.send_signal(signal.SIGTERM)
        text = server.stderr.read()
        check(server.wait(30) == 3 and "cannot be written" in text, server.returncode, text)
