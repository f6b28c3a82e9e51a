"""Searches for a capacity, with a server whose capacity is known: an event stream holds a thread of
civetweb for as long as it lasts, so there is room for as many users as threads."""
import json

from harness import check, test

THREADS = 24


def searched(world, name, **search):
    """The run's result and folder, of a search for users who lose nothing."""
    out = world.folder / name
    done = world.pushbench("run", world.experiment({
        "name": name,
        "search": {"vary": "clients", "from": 4, "within": 0.2, "until": {"lost": "=0"}, **search},
        "params": {"transport": "sse", "engine": "civetweb", "civetweb_threads": THREADS,
                   "rate_per_s": 20, "connect_timeout_ms": 300, "warmup_s": 0.1,
                   "duration_s": 0.5, "drain_s": 0.3}}), "--out", out)
    return done, out


@test()
def a_search_finds_how_many_users_a_server_has_threads_for(world):
    done, out = searched(world, "found", to=400)
    check(done.returncode == 0, done.stderr[-1500:])
    record = json.loads((out / "run.json").read_text())
    found, probes = record["searches"][0], record["probes"]
    # one thread, or two, are for the client's own requests
    check(0.75 * THREADS <= found["capacity"] <= THREADS, found)
    check(found["outcome"] == "found" and found["probability"] >= 0.95, found)
    check(found["failed"] <= 1.21 * found["held"], found)
    for probe in probes:
        check((out / "cells" / probe["cell"] / str(probe["repeat"]) / "cell.json").exists(), probe)
    ends = [probe["value"] for probe in probes]
    check(ends.count(found["held"]) >= 2 and ends.count(found["failed"]) >= 2, ends)
    check("## Capacity" in (out / "report.md").read_text(), "no section")
    check((out / "charts/probes.svg").exists() and (out / "charts/capacity.svg").exists(), "charts")
    check("users are too many" in done.stdout, done.stdout[-1000:])


@test()
def a_search_whose_range_is_wrong_says_so_with_the_probes_figures(world):
    done, _ = searched(world, "above", to=10)
    check(done.returncode == 1, done.returncode, done.stderr[-500:])
    check("the greatest value, 10 users, still holds: lost 0" in done.stderr, done.stderr[-500:])
    done, _ = searched(world, "below", to=400, **{"from": 60})
    check(done.returncode == 1, done.returncode, done.stderr[-500:])
    check("the least value, 60 users, does not hold: lost " in done.stderr, done.stderr[-500:])
