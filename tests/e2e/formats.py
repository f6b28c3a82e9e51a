"""The files of a run, read by independent readers."""
import csv
import json
import re
import os
import pathlib
import shutil
import subprocess
import threading

from harness import ROOT, TRANSPORTS, Run, Skip, check, run_together, test
from made_run import metrics_of

DEBIAN_PYTHON = "/usr/bin/python3"  # which has Debian's packages
HDR_JAR = "/usr/share/java/hdrhistogram.jar"
BUCKET = 1 / 1024  # of a value: the histogram's resolution
ONE_AT_A_TIME = threading.Lock()


def finished_run(world):
    """A copy of the folder of one run, which all tests of this file share."""
    kept, out = world.shared / "formats", world.folder / "formats"
    with ONE_AT_A_TIME:
        if not kept.exists():
            done = world.pushbench("run", world.experiment({"name": "formats", "params": {
                "transport": ["short_poll", "websocket"], "engine": ["lws", "null"], "clients": 20,
                "rate_per_s": 50, "interval_ms": 100, "warmup_s": 0.2, "duration_s": 2.5}}),
                "--out", kept)
            check((kept / "run.json").exists(), done.stderr[-500:])
    if not out.exists():
        shutil.copytree(kept, out)
    return out


def percentiles(path):
    """([(value, quantile, count)], total count, maximum) of a percentile text of HdrHistogram."""
    rows, total, maximum = [], None, None
    for line in path.read_text().splitlines():
        words = line.replace(",", " ").replace("]", " ").split()
        if line.startswith("#[Max"):
            maximum, total = float(words[2]), int(words[6])
        elif words and words[0][0].isdigit():
            rows.append((float(words[0]), float(words[1]), int(words[2])))
    return rows, total, maximum


@test()
def hdr_histograms_own_reader_finds_our_percentiles_in_the_log(world):
    if shutil.which("java") is None or not pathlib.Path(HDR_JAR).exists():
        raise Skip("libhdrhistogram-java or Java is not installed")
    logs = sorted(finished_run(world).glob("cells/*/1/latency.hlog"))
    check(len(logs) == 2, logs)  # the null engine writes no log of intervals
    for log in logs:
        out = world.folder / log.parts[-3]
        read = subprocess.run(["java", "-cp", HDR_JAR, "org.HdrHistogram.HistogramLogProcessor",
                               "-i", str(log), "-o", str(out), "-outputValueUnitRatio", "1000"],
                              capture_output=True, text=True, timeout=60)
        check(read.returncode == 0 and not read.stderr, read.stdout, read.stderr)
        theirs, their_total, their_max = percentiles(out.with_name(out.name + ".hgrm"))
        ours, our_total, our_max = percentiles(log.with_name("latency.hgrm"))
        cell = json.loads(log.with_name("cell.json").read_text())
        check(our_total == their_total == cell["delivered"] > 0, our_total, their_total)
        check(abs(our_max / their_max - 1) <= BUCKET, our_max, their_max)
        check([row[1:] for row in ours] == [row[1:] for row in theirs], ours, theirs)
        for our, their in zip(ours, theirs):
            check(abs(our[0] / their[0] - 1) <= BUCKET, our, their)
        seconds = [line for line in out.read_text().splitlines() if " I:" in line]
        check(len(seconds) == len(cell["timeline"]), seconds)


@test()
def the_csv_has_the_fields_of_the_tsv(world):
    out = finished_run(world)
    with open(out / "summary.tsv", newline="") as file:
        tsv = [line.rstrip("\n").split("\t") for line in file]
    with open(out / "summary.csv", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    check(len(rows) == 5 and rows == tsv, rows, tsv)


JUDGE = """
import json, sys
import jsonschema
schema, *documents = [json.load(open(path)) for path in sys.argv[1:]]
jsonschema.Draft202012Validator.check_schema(schema)
judge = jsonschema.Draft202012Validator(schema)
json.dump([[error.json_path + ": " + error.message[:200] for error in judge.iter_errors(document)]
           for document in documents], sys.stdout)
"""


def faults_by_schema(name, *paths):
    """For each document, the faults that jsonschema finds by docs/schema/<name>.json."""
    if subprocess.run([DEBIAN_PYTHON, "-c", "import jsonschema"], capture_output=True).returncode != 0:
        raise Skip("python3-jsonschema is not installed")
    read = subprocess.run([DEBIAN_PYTHON, "-c", JUDGE, str(ROOT / "docs" / "schema" / f"{name}.json"),
                           *map(str, paths)], capture_output=True, text=True, timeout=60)
    check(read.returncode == 0, read.stderr[-1500:])
    return json.loads(read.stdout)


@test()
def the_documents_of_a_run_are_as_their_schemas_say(world):
    out = finished_run(world)
    cells = sorted(out.glob("cells/*/1/cell.json"))
    check(len(cells) == 4, cells)
    found = faults_by_schema("cell", *cells)
    check(not any(found), dict(zip(map(str, cells), found)))
    found = faults_by_schema("run", out / "run.json")
    check(not any(found), found)


@test()
def a_schema_refuses_an_unknown_a_missing_and_a_mistyped_member(world):
    out = finished_run(world)
    cell = json.loads(next(out.glob("cells/lws-*/1/cell.json")).read_text())
    changes = (("lots", 0), ("lost", "0"), ("lost", None), ("latency_ns", {"p98": 1}))
    paths = []
    for number, (member, value) in enumerate(changes):
        paths.append(out / f"{number}.json")
        paths[-1].write_text(json.dumps({**cell, member: value}))
    paths.append(out / "without.json")
    del cell["lost"]
    paths[-1].write_text(json.dumps(cell))
    faults = [len(found) for found in faults_by_schema("cell", *paths)]
    check(faults[0] == 1 and faults[1] == 1 and faults[2] == 0 and faults[3] > 0 and faults[4] == 1,
          faults)


def members_of(schema, path=()):
    """The paths of all members that are not objects; objects within lists are left out."""
    if "properties" not in schema or schema.get("additionalProperties") is not False:
        return {path}
    return {found for name, member in schema["properties"].items()
            for found in members_of(member, (*path, name))}


@test()
def the_clients_document_has_each_member_of_its_schema(world):
    schema = json.loads((ROOT / "docs" / "schema" / "users.json").read_text())
    chat = ("--workload", "chat", "--clients", 10)
    short = ("--clients", 10, "--warmup-s", 0, "--duration-s", 1)
    runs = [Run("lws", transport, client=short) for transport in TRANSPORTS]
    runs.append(Run("civetweb", "websocket", server=chat, client=chat + short[2:]))
    run_together(world, runs)
    paths = []
    for run in runs:
        paths.append(world.folder / f"{run.name}.json")
        paths[-1].write_text(json.dumps(run.result))
        for path in members_of(schema):
            at = run.result
            for part in path:
                check(isinstance(at, dict) and part in at, run.name, path)
                at = at[part]
    found = faults_by_schema("users", *paths)
    check(not any(found), found)


@test()
def each_experiment_and_each_target_file_is_as_its_schema_says(world):
    for name in ("experiment", "target"):
        paths = [*sorted((ROOT / f"{name}s").glob("*.json")),
                 *sorted((ROOT / "tests" / f"{name}s").glob("*.json"))]
        paths = [path for path in paths if not path.name.endswith("secrets.json")]
        found = faults_by_schema(name, *paths)
        check(not any(found), dict(zip(map(str, paths), found)))


def blocks_of_json(page):
    """The examples of a page."""
    return re.findall(r"```json\n(.*?)```", (ROOT / "docs" / page).read_text(), re.S)


@test()
def the_schema_of_target_files_takes_the_pages_examples_and_refuses_mistakes(world):
    examples = [json.loads(text) for text in blocks_of_json("targets.md") if '"protocol"' in text]
    check(len(examples) == 5, len(examples))
    good = examples[0]
    websocket = good["transports"]["websocket"]
    bad = [
        {**good, "titel": "x"},
        {key: value for key, value in good.items() if key != "protocol"},
        {**good, "protocol": "socketio"},
        {**good, "transports": ["websocket"]},  # of plain
        {**good, "transports": {"websockets": websocket}},
        {**good, "transports": {"websocket": {**websocket, "urls": "/"}}},
        {**good, "transports": {"websocket": {**websocket, "steps": [{"send": "a", "open": True}]}}},
        {**good, "transports": {"websocket": {**websocket, "steps": [
            {"send": "a", "capture": {"a": {"header": "X"}}}]}}},
        {**good, "transports": {"long_poll": {"url": "/", "cursor": {"pointer": "next"}}}},
        {**good, "publish": {"input": "a", "server": {}}},
        {**good, "publish": {}},
        {**examples[1], "transports": {"websocket": {"path": "/"}}},
    ]
    paths = []
    for number, document in enumerate(examples + bad):
        paths.append(world.folder / f"{number}.json")
        paths[-1].write_text(json.dumps(document))
    found = faults_by_schema("target", *paths)
    check(not any(found[:len(examples)]), found[:len(examples)])
    check(all(found[len(examples):]), [at for at, faults in enumerate(found[len(examples):]) if not faults])


@test()
def the_schema_of_experiments_refuses_mistakes(world):
    good = {"params": {"transport": ["sse", "websocket"], "clients": {"from": 1, "to": 9, "steps": 3}}}
    bad = [
        {"parms": {}}, {"params": {"transport": "sses"}}, {"params": {"client": 1}},
        {"params": {"clients": "many"}}, {"params": {"clients": {"from": 1, "to": 2}}},
        {"params": {"clients": []}}, {"faults": [{"at_s": 1, "do": "kill"}]},
        {"faults": [{"do": "kill_server"}]}, {"only": [{}]}, {"variants": [{"name": "a"}]},
        {"search": {"vary": "transport", "until": {"lost": "=0"}}}, {"claims": [{"claim": "a"}]},
        {"asks": {"axis": ["transport"]}}, {"case": {"user": 1}}, {"repeats": 0}, {"expect": {"lost": 0}},
    ]
    paths = []
    for number, document in enumerate([good, *bad]):
        paths.append(world.folder / f"{number}.json")
        paths[-1].write_text(json.dumps(document))
    found = faults_by_schema("experiment", *paths)
    check(not found[0], found[0])
    check(all(found[1:]), [at for at, faults in enumerate(found[1:]) if not faults])


METRICS = """
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(open(sys.argv[1]).read()))
json.dump([[f.name, f.type, f.unit, [[s.labels, s.value] for s in f.samples]] for f in families],
          sys.stdout)
"""


@test()
def the_open_metrics_are_read_by_prometheus_own_parser(world):
    out = finished_run(world)
    if subprocess.run([DEBIAN_PYTHON, "-c", "import prometheus_client"],
                      capture_output=True).returncode != 0:
        raise Skip("python3-prometheus-client is not installed")
    read = subprocess.run([DEBIAN_PYTHON, "-c", METRICS, str(out / "metrics.txt")],
                          capture_output=True, text=True, timeout=60)
    check(read.returncode == 0, read.stderr[-1500:])
    families = {family[0]: family for family in json.loads(read.stdout)}
    cells = [json.loads(path.read_text()) for path in out.glob("cells/*/1/cell.json")]
    for name, unit, path, scale in (("pushbench_latency_mean_seconds", "seconds",
                                     ("latency_ns", "mean"), 1e-9),
                                    ("pushbench_wire_per_message_bytes", "bytes",
                                     ("bytes", "wire_per_message"), 1)):
        _, kind, its_unit, samples = families[name]
        check(kind == "gauge" and its_unit == unit, name, kind, its_unit)
        wanted = {cell["cell"]: cell[path[0]][path[1]] for cell in cells}
        found = {labels["cell"]: value for labels, value in samples}
        check(set(found) == {cell for cell, value in wanted.items() if value is not None}, found)
        for cell, value in found.items():
            check(abs(value / (wanted[cell] * scale) - 1) < 1e-9, name, cell, value, wanted[cell])
    for labels, value in families["pushbench_verdict"][3]:
        check(value == 1 and set(labels) == {"engine", "transport", "cell", "repeat", "status"},
              labels)


@test()
def run_json_names_the_machine_and_the_versions(world):
    run = json.loads((finished_run(world) / "run.json").read_text())
    machine, versions = run["machine"], run["versions"]
    check(os.uname().release in machine["kernel"], machine["kernel"])
    processors = sorted(os.sched_getaffinity(0))
    check(machine["cpus_allowed"] == len(processors) and
          machine["cpu_of_server"] == processors[0], machine)
    for name in ("net.ipv4.ip_local_port_range", "net.core.somaxconn", "kernel.pid_max"):
        text = pathlib.Path("/proc/sys", *name.split(".")).read_text()
        check(machine["sysctls"][name].split() == text.split(), name, machine["sysctls"][name])
    check(machine["mitigations"] is None or "spectre_v2" in machine["mitigations"], machine)
    for program, words in (("server", ("libwebsockets 4", "built with", "civetweb 1", "WebSocket")),
                           ("client", ("libcurl/", "built with", "HTTP2", "libwebsockets 4"))):
        for word in words:
            check(word in versions[program], word, "not in", versions[program])
    report = (world.folder / "formats" / "report.md").read_text()
    check("| hypervisor |" in report and "| net.core.somaxconn |" in report, "not in the report")
    said = world.pushbench("--version").stdout
    built = re.fullmatch(r"pushbench \S+(?: \(([0-9a-f]{12})(?:, (.*))?\))?\n", said)
    check(built, said)
    commit, tree = (built[1], built[2] or "clean") if built[1] else (None, None)
    check((versions["commit"] and versions["commit"][:12]) == commit, versions["commit"], said)
    check(versions["tree"] == tree, versions["tree"], said)
    for program in ("server", "client"):
        own = said.replace("pushbench", f"pushbench-{program}", 1).strip()
        check(versions[program].split(";")[0] == own, versions[program], said)


@test()
def a_kept_reference_run_has_all_figures_of_run_json(world):
    folder, kept = finished_run(world), world.folder / "kept"
    done = subprocess.run([ROOT / "scripts" / "keep-run", folder, kept], capture_output=True,
                          text=True, timeout=20)
    check(done.returncode == 0, done.stderr)
    check(sorted(path.name for path in kept.iterdir()) == ["report.md", "run.json", "summary.tsv"],
          list(kept.iterdir()))
    whole, left = (json.loads((at / "run.json").read_text()) for at in (folder, kept))
    with open(kept / "summary.tsv", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for cell, own in zip(whole["cells"], left["cells"]):
        given = metrics_of([row for row in rows if row["cell"] == own["cell"]])
        given.update(own.pop("metrics", {}))
        for name, metric in cell.pop("metrics").items():
            for member in ("median", "low", "high") if metric else ():
                check(metric[member] is None and given[name][member] is None or
                      abs(given[name][member] - metric[member]) <= 1e-9 * abs(metric[member]),
                      cell["cell"], name, member, metric, given[name])
    check(left == whole, "something else than metrics is not kept")
    check("](charts/" not in (kept / "report.md").read_text(), "a picture is not there")


def kinds_of_reasons():
    """{name: whether it makes a repeat invalid}, from the table in the source."""
    source = (ROOT / "bench" / "judge" / "reasons.c").read_text()
    entries = re.findall(r'\[REASON_\w+\] = \{"([a-z_.]+)",\s*"[^"]+",\s*(true|false)\}', source)
    check(len(entries) > 40, entries)
    return {name: invalid == "true" for name, invalid in entries}


@test()
def each_reason_of_a_verdict_has_a_documented_kind(world):
    rows = dict(re.findall(r"^\| (invalid|suspect) \| (`.*) \|$",
                           (ROOT / "docs" / "results.md").read_text(), re.MULTILINE))
    told = {name: status == "invalid" for status, text in rows.items()
            for name in re.findall(r"`([a-z_.]+)`", text)}
    check(told == kinds_of_reasons(), set(told.items()) ^ set(kinds_of_reasons().items()))
    for path in finished_run(world).glob("cells/*/1/cell.json"):
        verdict = json.loads(path.read_text())["verdict"]
        count = len(verdict["reasons"])
        check(len(verdict["kinds"]) == len(verdict["severities"]) == count, verdict)
        check(all(kind in told for kind in verdict["kinds"]), verdict)
        check((verdict["status"] == "invalid") == any(told[kind] for kind in verdict["kinds"]),
              verdict)


def report_refuses(world, name, damage, *words):
    """`pushbench report` refuses a run whose file `name` was changed by `damage`."""
    copy = world.folder / "damaged"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(finished_run(world), copy)
    for old in ("report.html", "report.md"):
        (copy / old).unlink()
    path = next(copy.glob(name))
    path.write_text(damage(path.read_text()))
    done = world.pushbench("report", copy, timeout=60)
    lines = done.stderr.strip().splitlines()
    check(done.returncode == 1 and len(lines) == 1, name, done.returncode, done.stderr)
    for word in (str(path), *words):
        check(word in lines[0], repr(word), "not in", lines[0])
    check(not (copy / "report.html").exists(), "a report was written all the same")


def with_one_more_kind(text):
    cell = json.loads(text)
    cell["verdict"]["kinds"].append("")
    return json.dumps(cell)


@test()
def files_cut_off_or_of_another_schema_are_refused_by_report(world):
    def half(text):
        return text[:len(text) // 2]
    for name in ("run.json", "cells/*/1/cell.json"):
        report_refuses(world, name, half, "cut off", "run the experiment again")
        report_refuses(world, name, lambda text: re.sub('"schema": [0-9]+', '"schema": 7', text, count=1),
                       "schema 7", "use the version that wrote it")
    report_refuses(world, "summary.tsv", lambda text: text[:-20], "cut off")
    report_refuses(world, "cells/*/1/cell.json", with_one_more_kind, "as many kinds")
    report_refuses(world, "summary.tsv", lambda text: "".join(text.splitlines(True)[:-1]),
                   "3 rows", "4 executions")
