"""Processes that a program has forked, and what became of them."""
import pathlib

from harness import cells_in, check, wait_until


def children_of(pid):
    tasks = pathlib.Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def is_there(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_end(pids):
    wait_until(lambda: not any(is_there(pid) for pid in pids), "all processes have ended")


def sockets_of(pid):
    count = 0
    for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            count += str(descriptor.readlink()).startswith("socket:")
        except FileNotFoundError:
            continue
    return count


def check_measured_by_the_runner(world, parameter):
    """One process and three of a program, as the parameter says, measured by `pushbench run`."""
    given = {"name": parameter, "params": {"clients": 60, "rate_per_s": 20, "warmup_s": 0.3,
                                           "duration_s": 1.5, parameter: [1, 3],
                                           "engine": "epoll", "transport": "websocket"}}
    out = world.folder / parameter
    done = world.pushbench("run", world.experiment(given, f"{parameter}.json"), "--out", out)
    cells = cells_in(out)
    check(len(cells) == 2, done.stderr[-800:])
    for cell in cells:
        check(cell["outcome"] == "done" and cell["lost"] == 0, cell["error"])
        check(cell["verdict"]["status"] != "invalid", cell["verdict"])
