"""Makes the folder of a run from a reference run, so that a report of it can be drawn.

The figures are those of results/reference/NAME. Histograms, seconds and series, which are not kept
there, are computed from the figures by a fixed rule. So the run of any experiment is made at once,
and is always the same.
"""
import copy
import csv
import json
import math
import re
import statistics

from harness import ROOT

SLOT_MS = 100
HALF_BITS = 10  # of common/stats/histogram.h


def histogram(values):
    """The text of a histogram of these ns, as common/stats/histogram writes it."""
    counts = {}
    for value in values:
        bucket = max(0, value.bit_length() - HALF_BITS - 1)
        index = (bucket << HALF_BITS) + (value >> bucket)
        counts[index] = counts.get(index, 0) + 1
    return (f"{min(values)},{max(values)},{sum(values)},0;" +
            ",".join(f"{index}:{counts[index]}" for index in sorted(counts)))


def quantile(latency, share):
    """Interpolated between the known percentiles on a logarithmic scale."""
    points = [(0, "min"), (0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (1, "max")]
    points = [(at, max(1, latency[name])) for at, name in points if latency.get(name)]
    for (left, low), (right, high) in zip(points, points[1:]):
        if share <= right:
            part = (share - left) / (right - left)
            return int(math.exp(math.log(low) * (1 - part) + math.log(high) * part))
    return int(points[-1][1])


def put(document, path, value):
    *outer, last = path.split(".")
    for name in outer:
        document = document.setdefault(name, {})
    document[last] = value


def number(text):
    value = float(text)
    return int(value) if value == int(value) and "e" not in text else value


def schema(kind):
    """The current number of the schema; reference runs may have an older one."""
    return int(re.search(rf"{kind}_SCHEMA = (\d+)", (ROOT / "bench/results/document.h").read_text())[1])


def derive(document):
    """Adds quotients that older runs lack."""
    delivered, clients = document.get("delivered"), document["clients"]
    sums = document.get("bytes", {})
    asked = document.get("requests", {})
    if delivered and "wire_up" in sums:
        text = sums["payload"] + sums.get("payload_up", 0) - sums.get("saved_down", 0)
        tls = sums.get("tls_up", 0) + sums.get("tls_down", 0)
        protocol = sums["protocol_up"] + sums["protocol_down"]
        parts = {"payload": text, "tls": tls, "protocol": protocol,
                 "tcpip": sums["wire_up"] + sums["wire_down"] - text - tls - protocol}
        for name, part in parts.items():
            sums.setdefault(f"{name}_per_message", part / delivered)
        asked.setdefault("empty_per_message", asked["empty"] / delivered)
        asked.setdefault("useful_per_message", (asked["total"] - asked["empty"]) / delivered)
    if document.get("published") == 0:
        sums.setdefault("idle_wire_per_user_hour", sums.get("wire_per_user_hour"))
    if "rss_per_client_bytes" in document.get("server", {}):
        document["server"].setdefault("memory_per_user_bytes",
                                      document["server"]["rss_per_client_bytes"])
    if "threads_peak" in document.get("server", {}):
        document["server"].setdefault("threads_per_client",
                                      document["server"]["threads_peak"] / clients)


def times_of(row, document):
    """Adds histogram, seconds and series."""
    latency = document.get("latency_ns", {})
    if not latency.get("count"):
        return
    latency["count"] = 400
    document["latency_histogram"] = histogram([quantile(latency, (i + 0.5) / 400)
                                               for i in range(400)])
    seconds = max(1, min(20, int(float(row["duration_s"]))))
    document["timeline"] = [
        {"second": second, "delivered": 40, "requests": 0, "empty": 0, "opened": 0,
         "latency_histogram": histogram([quantile(latency, (i + second / seconds) / 40)
                                         for i in range(40)])} for second in range(seconds)]
    slots = int(seconds * 1000 / SLOT_MS)
    document["window"] = {"start_ns": 10**9, "end_ns": 10**9 + seconds * 10**9}
    document["series"] = {
        "start_ns": 10**9, "slot_ms": SLOT_MS, "beyond": 0,
        **{name: [(slot * 7 + part) % 13 for slot in range(slots)] for part, name in enumerate(
            ("attempted", "opened", "failed", "lost", "ready", "delivered", "replayed"))}}


def metrics_of(rows):
    """The metrics of a cell in run.json, computed from its rows of summary.tsv."""
    found = {}
    for path in rows[0]:
        try:
            values = [float(row[path]) for row in rows if row[path]]
        except ValueError:
            continue
        if values:
            found[path] = {"median": statistics.median(values), "low": min(values), "high": max(values),
                           "interval": "range", "count": len(values)}
    return found


def fault_of(fault, scale):
    return {"do": fault["do"], "at_s": fault["at_s"] / scale,
            "for_s": fault.get("for_s", 0) / scale, "share": fault.get("share", 1),
            "messages": fault.get("messages", 0), "expected": 1000, "delivered": 990, "lost": 10,
            "replayed": 20, "late": 30, "latency_max_ns": 10**9, "noticed": 50,
            "notice_ns": {"p50": 2 * 10**7, "max": 10**9}, "served": 50,
            "served_again_ns": 2 * 10**9}


def documents(name):
    """(run.json, [(cell, repeat, cell.json)])"""
    kept = ROOT / "results" / "reference" / name
    run = {**json.loads((kept / "run.json").read_text()), "schema": schema("RUN")}
    asked = json.loads((ROOT / "experiments" / f"{name}.json").read_text())
    for member in ("claims", "asks"):  # with the current names of figures
        run["experiment"].pop(member, None)
        if member in asked:
            run["experiment"][member] = asked[member]
    cells = {cell["cell"]: cell for cell in run["cells"]}
    faults = run["experiment"].get("faults", [])
    made = []
    with open(kept / "summary.tsv", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for cell in run["cells"]:
        cell["metrics"] = {**metrics_of([row for row in rows if row["cell"] == cell["cell"]]),
                           **cell.get("metrics", {})}
    for row in rows:
        cell = cells[row["cell"]]
        document = {"params": cell["params"], "varied": cell["varied"]}
        for path, text in row.items():
            if text and not path.startswith(("params.", "verdict.")):
                try:
                    put(document, path, number(text))
                except ValueError:
                    put(document, path, text)
        for figure in document.get("model", {}).values():
            if {"predicted", "residual"} <= figure.keys():
                figure["measured"] = figure["predicted"] + figure["residual"]
        document["cell"], document["variant"] = row["cell"], cell["variant"]
        document["verdict"] = {"status": row["verdict.status"], "reasons":
                               list(cell["verdict"].get("reasons", []))}
        document["faults"] = [fault_of(fault, run["time_scale"]) for fault in faults] or None
        document["schema"] = schema("CELL")
        derive(document)
        times_of(row, document)
        made.append((row["cell"], row["repeat"], document))
    return run, made


def write(folder, run, made):
    columns = ("cell", "repeat")
    run = {**run, "executions_done": len(made), "executions_planned": len(made)}
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(run))
    (folder / "summary.tsv").write_text("\n".join(
        ["\t".join(columns)] + [f"{cell}\t{repeat}" for cell, repeat, _ in made]) + "\n")
    for cell, repeat, document in made:
        at = folder / "cells" / cell / repeat
        at.mkdir(parents=True)
        (at / "cell.json").write_text(json.dumps(document))


def make(folder, name):
    """A run with the figures of the reference run."""
    write(folder, *documents(name))
    return folder


def make_grid(folder, name="interval"):
    """The same for three numbers of users, so that two parameters vary. More users are served later
    and by less work for each; one cell lost messages."""
    run, made = documents(name)
    cells, grid = [], []
    for users in (10, 100, 1000):
        for cell in run["cells"]:
            params, varied = ({**cell[part], "clients": users} for part in ("params", "varied"))
            cells.append({**cell, "cell": f"{cell['cell']}-{users}", "params": params, "varied": varied})
        for cell, repeat, document in made:
            document = copy.deepcopy(document)
            document.update(cell=f"{cell}-{users}", clients=users)
            document["params"] = {**document["params"], "clients": users}
            document["varied"] = {**document["varied"], "clients": users}
            document["latency_ns"]["mean"] *= 1 + users / 200
            document["server"]["cpu_us_per_message"] /= 1 + users / 300
            if document["transport"] == "long_poll" and users == 1000:
                document.update(lost=7, expected=2000, delivered=1993)
            grid.append((document["cell"], repeat, document))
    write(folder, {**run, "cells": cells}, grid)
    return folder


def make_hostile(folder, name="default"):
    """The same with whatever is hard to show: no title, markup in names, long words, cells that
    failed, lost messages or lack figures, and very large figures."""
    run, made = documents(name)
    run["experiment"].update(title="", description="", name="hostile_<b>_run")
    for at, (cell, repeat, document) in enumerate(made):
        document = copy.deepcopy(document)
        if at % 7 == 1:
            document.update(lost=510, expected=1000, delivered=490)
        if at % 7 == 2:
            document["verdict"] = {"status": "invalid", "reasons": [
                "a_reason_that_is_one_long_word_with_more_letters_than_a_telephone_has_room_for_in_a_line"]}
        if at % 7 == 3:
            document.update(outcome="failed", error="the server & its <client> fell out")
        if cell == "lws-sse":
            document["server"] = {}
        elif at % 7 == 5:
            document["server"]["cpu_us_per_message"] *= 1e5
            document["bytes"]["wire_per_message"] *= 1e6
        made[at] = cell, repeat, document
    write(folder, run, made)
    return folder


def with_writers(folder, name="default"):
    """The same with figures of users who publish, which no reference run has."""
    run, made = documents(name)
    for at, (_, _, document) in enumerate(made):
        document["ack_ns"] = {"count": 100, "mean": 3e5 * (at + 1), "p99": 4e6 + 1e5 * at}
    write(folder, run, made)
    return folder
