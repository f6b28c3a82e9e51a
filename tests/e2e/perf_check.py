"""`make perf-check` tells a ratio that has become worse from one that moves by chance."""
import copy
import json
import subprocess
import sys

from harness import ROOT, check, test

KEPT = {"fan_out": [{"server": "epoll", "deliveries_per_s": 100000, "held": 7, "rounds": 7,
                     "to_bare_sender": [0.95, 1.0, 1.05]},
                    {"server": "bare sender", "deliveries_per_s": 100000, "held": 7, "rounds": 7,
                     "to_bare_sender": [1.0, 1.0, 1.0]}],
        "polls": [{"connections": 50, "ratio": [0.9, 0.95, 1.0]}],
        "growth": [{"users": 10000, "to_100_users": [1.1, 1.2, 1.3]}], "absent": {}, "rounds": 7}


def answer(world, measured):
    kept, new = world.folder / "kept.json", world.folder / "new.json"
    kept.write_text(json.dumps(KEPT))
    new.write_text(json.dumps(measured))
    done = subprocess.run([sys.executable, ROOT / "tests/perf/run", "--check", "--out", kept,
                           "--measured", new], capture_output=True, text=True, timeout=60, check=False)
    check(json.loads(kept.read_text()) == KEPT, "the kept results were changed")
    return done.returncode, done.stdout + done.stderr


@test()
def a_ratio_is_worse_where_the_intervals_have_nothing_in_common(world):
    for comparison, figure, interval, status in (
            ("fan_out", "to_bare_sender", [1.0, 1.1, 1.2], 0),
            ("fan_out", "to_bare_sender", [1.06, 1.1, 1.2], 1),
            ("fan_out", "to_bare_sender", [0.5, 0.6, 0.7], 0),  # better
            ("polls", "ratio", [0.85, 0.88, 0.91], 0),
            ("polls", "ratio", [0.7, 0.8, 0.89], 1),
            ("polls", "ratio", [1.1, 1.2, 1.3], 0),  # better
            ("growth", "to_100_users", [1.31, 1.4, 1.5], 1)):
        measured = copy.deepcopy(KEPT)
        measured[comparison][0][figure] = interval
        got, said = answer(world, measured)
        check(got == status, comparison, interval, got, said)
        check((f"worse: {comparison}" in said) == (status == 1), comparison, said)


@test()
def without_kept_ratios_nothing_is_called_good(world):
    done = subprocess.run([sys.executable, ROOT / "tests/perf/run", "--check", "--out",
                           world.folder / "none.json"], capture_output=True, text=True, timeout=60,
                          check=False)
    check(done.returncode == 2 and "make perf" in done.stderr, done.returncode, done.stderr)
