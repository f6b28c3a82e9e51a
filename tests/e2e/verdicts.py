"""What makes a repeat suspect or invalid, provoked."""
import json
import os
import signal
import subprocess
import time

from failure import wait_for_child
from harness import ROOT, check, test

PROGRAMS = {"server": "pushbench-serve", "client": "pushbench-clien"}  # as the kernel names them
CALM = {"transport": "sse", "engine": "lws", "clients": 10, "rate_per_s": 50, "warmup_s": 0.3,
        "duration_s": 3}


def measured(log):
    return log.exists() and "phase measure" in log.read_text()


def disturbed(world, name, params, disturb):
    """cell.json of a run that `disturb(runner)` is called on in its measured phase, and the run."""
    out = world.folder / name
    run = subprocess.Popen([world.program("pushbench"), "run", str(world.experiment(
        {"name": name, "params": {**CALM, **params}})), "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    deadline = time.monotonic() + 30
    while not any(map(measured, world.folder.glob(f".{name}.partial/cells/*/1/*.log"))):
        check(time.monotonic() < deadline and run.poll() is None, name, "was not measured")
        time.sleep(0.02)
    time.sleep(0.5)
    disturb(run.pid)
    text = "".join(run.communicate(timeout=120))
    [path] = out.glob("cells/*/1/cell.json")
    return json.loads(path.read_text()), run.returncode, text


def stop(pid, seconds):
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)


def expect(cell, status, *words):
    reasons = cell["verdict"]["reasons"]
    check(cell["verdict"]["status"] == status, cell["verdict"])
    check(any(all(word in reason for word in words) for reason in reasons), words, "in", reasons)


@test("verdicts")
def a_runner_that_stands_still_shows_in_the_noise_of_both_processors(world):
    cell, status, text = disturbed(world, "noise", {}, lambda runner: stop(runner, 0.15))
    check(status == 0, status, text[-1000:])
    expect(cell, "suspect", "sleeps on the server's processor", "late")
    expect(cell, "suspect", "sleeps on the client's processor", "late")
    for side in ("server", "client"):
        check(cell["noise_ns"][side]["max"] >= 140e6, cell["noise_ns"])
    check(cell["noise"]["cpu_share"] < 0.01, cell["noise"])
    check("sleeps on the server's processor" in text, "not in the table:", text[-1000:])
