"""The recipes of docs/recipes.md: each is run as it stands there, on a run with two transports."""
import collections
import csv
import json
import math
import re
import shutil
import statistics
import subprocess

from harness import ROOT, Skip, check, test

BLOCK = re.compile(r"^```(sh|python|r)\n(.*?)^```$", re.M | re.S)
PROGRAMS = {"sh": ("bash", "-c"), "r": ("Rscript", "--vanilla", "-e")}
PYTHONS = ("python3", "/usr/bin/python3")  # the second has Debian's packages
PARAMS = {"transport": ["sse", "websocket"], "engine": "lws", "clients": 5, "rate_per_s": 40,
          "warmup_s": 0.1, "duration_s": 0.5}


def blocks(language):
    """The recipes of a language, in their order."""
    text = (ROOT / "docs" / "recipes.md").read_text()
    return [code for name, code in BLOCK.findall(text) if name == language]


def need(program, package):
    if shutil.which(program) is None:
        raise Skip(f"{package} is not installed")


def latest(world):
    """A folder in which results/latest is a run, and the rows of its summary."""
    at = world.folder / "here"
    (at / "results").mkdir(parents=True)
    given = world.experiment({"name": "recipes", "repeats": 3, "params": PARAMS})
    done = world.pushbench("run", given, "--out", at / "results" / "latest")
    check(done.returncode in (0, 1), done.stderr)
    with open(at / "results" / "latest" / "summary.tsv", newline="") as file:
        return at, list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def python_with_pandas():
    for python in PYTHONS:
        asked = [python, "-c", "import pandas"]
        if shutil.which(python) and subprocess.run(asked, capture_output=True).returncode == 0:
            return python
    raise Skip("python3-pandas is not installed")


def run_recipe(program, code, at):
    done = subprocess.run([*program, code], cwd=at, capture_output=True, text=True, timeout=60)
    check(done.returncode == 0, program, code, done.stderr)
    return done.stdout


def medians_ms(rows):
    """{transport: the median of the repeats' mean latencies}"""
    return {transport: statistics.median(float(row["latency_ns.mean"]) / 1e6 for row in rows
                                         if row["transport"] == transport)
            for transport in PARAMS["transport"]}


def check_medians(said, rows):
    """Each transport stands in a line with its median, which is rounded to a thousandth."""
    for transport, median in medians_ms(rows).items():
        line = next((line for line in said.splitlines() if transport in line), "")
        numbers = [float(word) for word in line.split() if re.fullmatch(r"\d+\.?\d*", word)]
        check(any(abs(number - median) <= 0.0006 for number in numbers), transport, median, said)


def p_of_mann_and_whitney(rows):
    """By the normal distribution, with the corrections for ties and continuity."""
    of = {transport: [float(row["bytes.wire_per_message"]) for row in rows
                      if row["transport"] == transport] for transport in PARAMS["transport"]}
    ones, others = of.values()
    m, n = len(ones), len(others)
    above = sum((one > other) + 0.5 * (one == other) for one in ones for other in others)
    ties = sum(count ** 3 - count for count in collections.Counter(ones + others).values())
    spread = math.sqrt(m * n / 12 * (m + n + 1 - ties / ((m + n) * (m + n - 1))))
    away = max(abs(above - m * n / 2) - 0.5, 0) / spread
    return math.erfc(away / math.sqrt(2))


@test()
def recipes_for_jq_print_what_the_files_have(world):
    need("jq", "jq")
    at, rows = latest(world)
    run = json.loads((at / "results" / "latest" / "run.json").read_text())
    means, doubts, bytes_each, lossless = (run_recipe(PROGRAMS["sh"], code, at)
                                          for code in blocks("sh"))
    check_medians(means, rows)
    for cell in run["cells"]:
        trusted = cell["verdict"]["status"] == "valid"
        check((f"{cell['cell']}: " in doubts) == (not trusted), doubts, cell["verdict"])
    told = {(cell, repeat): float(figure) for cell, repeat, figure in
            (line.split("\t") for line in bytes_each.splitlines())}
    check(len(told) == len(rows), told)
    for row in rows:
        figure = told[row["cell"], row["repeat"]]
        check(abs(figure / float(row["bytes.wire_per_message"]) - 1) < 1e-9, row["cell"], figure)
    check(lossless == "true\n", lossless)


@test()
def recipes_for_pandas_print_what_the_files_have(world):
    program = python_with_pandas(), "-c"
    at, rows = latest(world)
    medians, ratios, most = (run_recipe(program, code, at) for code in blocks("python"))
    check_medians(medians, rows)
    wire = {(row["transport"], row["repeat"]): float(row["bytes.wire_per_message"])
            for row in rows}
    for repeat in ("1", "2", "3"):
        ratio = wire["sse", repeat] / wire["websocket", repeat]
        check(f"{round(ratio, 3)}" in ratios, ratio, ratios)
    check(0 <= float(most) < 0.2, most)


@test()
def recipes_for_r_print_what_the_files_have(world):
    need("Rscript", "r-base-core")
    at, rows = latest(world)
    medians, p, _ = (run_recipe(PROGRAMS["r"], code, at) for code in blocks("r"))
    check_medians(medians, rows)
    check(abs(float(p.split()[-1]) - p_of_mann_and_whitney(rows)) < 1e-6, p)
    check((at / "latency.pdf").read_bytes().startswith(b"%PDF"), "no picture")
