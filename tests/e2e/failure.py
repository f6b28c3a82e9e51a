"""Runs in which something fails: a server, gnuplot, or the user who interrupts it."""
import json
import os
import pathlib
import re
import signal
import subprocess

from harness import DATA, ROOT, Server, cells_in, check, client, test, wait_until


def children_of(pid, name):
    """The processes of this name that the process has started, apart from `--version`."""
    found = []
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
            command = (status.parent / "cmdline").read_bytes()  # empty while it is being started
        except OSError:
            continue
        parent = int(text.rpartition(")")[2].split()[1])
        if parent == pid and name in text and command and b"--version" not in command:
            found.append(int(status.parent.name))
    return found


def wait_for_child(pid, name, but=()):
    return wait_until(lambda: [child for child in children_of(pid, name) if child not in but],
                      f"{name} is started")[0]


def wait_for_measurement(out, cells=1):
    """Until so many of a run's cells have begun their measured phase; when the last one did, in
    s."""
    def measured():
        logs = out.parent.glob(f"{out.name}.partial/cells/*/1/*.log")
        begun = [found for log in logs
                 if (found := re.search(r"phase measure .*start_ns=(\d+)\n", log.read_text()))]
        return len(begun) >= cells and max(int(found[1]) for found in begun) / 1e9
    return wait_until(measured, f"{out.name} measures cell {cells}", 60)


def start_run(world, out):
    return subprocess.Popen([world.program("pushbench"), "run", str(DATA / "smoke.json"), "--set",
                             "engine=lws", "--set", "transport=sse,websocket", "--out", str(out)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


@test()
def a_server_that_dies_fails_its_cell_and_no_other(world):
    out = world.folder / "dies"
    run = start_run(world, out)
    server = wait_for_child(run.pid, "pushbench-serve")
    wait_for_measurement(out)
    os.kill(server, signal.SIGKILL)
    text = "".join(run.communicate(timeout=120))
    check(run.returncode == 1, run.returncode, text[-1000:])
    check(sorted(cell["outcome"] for cell in cells_in(out)) == ["done", "failed"], text[-1000:])


@test()
def an_interrupted_run_keeps_its_finished_cells(world):
    out = world.folder / "interrupted"
    run = start_run(world, out)
    first = wait_for_child(run.pid, "pushbench-serve")
    second = wait_for_child(run.pid, "pushbench-serve", but=(first,))
    wait_for_measurement(out, 2)
    run.send_signal(signal.SIGINT)
    text = "".join(run.communicate(timeout=60))
    check(run.returncode == 4, run.returncode, text[-1000:])
    done = [cell for cell in cells_in(out) if cell["outcome"] == "done"]
    check(len(done) == 1, "finished cells:", len(done), text[-1000:])
    check(json.loads((out / "run.json").read_text())["interrupted"] is True)
    check(not os.path.exists(f"/proc/{second}"), "a server is left")


@test()
def without_gnuplot_the_results_are_kept_and_the_status_is_3(world):
    tools = world.folder / "bin"
    tools.mkdir()
    out = world.folder / "no-gnuplot"
    done = world.pushbench("run", DATA / "smoke.json", "--set", "engine=lws", "--set",
                           "transport=sse", "--out", out, env={**os.environ, "PATH": str(tools)})
    check(done.returncode == 3, done.returncode, done.stderr[-1000:])
    check("gnuplot" in done.stderr and "install-deps" in done.stderr, done.stderr[-1000:])
    check((out / "summary.tsv").exists() and (out / "report.md").exists(), "results were lost")


@test()
def users_without_a_server_thread_are_counted_and_end_no_program(world):
    for transport in ("short_poll", "long_poll"):
        with Server(world, "civetweb", "--civetweb-threads", "8", "--publish-start",
                    "request") as server:
            status, result, text = client(world, server, transport, "--clients", "40",
                                          "--connect-timeout-ms", "300", "--reconnect-base-ms", "5",
                                          "--reconnect-cap-ms", "50", "--warmup-s", "0",
                                          "--duration-s", "1", "--drain-s", "0.2")
            check(status == 1, transport, status, text[-1000:])
            check(result["connections"]["failed"] > 0 and result["lost"] > 0, result["connections"])
            check(result["expected"] == result["delivered"] + result["lost"])
