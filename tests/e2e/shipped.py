"""Every experiment that comes with the suite, in its shortened form: it runs, and its report has
charts, none with an empty panel."""
import csv
import json
import re

from harness import ROOT, check, test, together

NAMES = sorted(path.stem for path in (ROOT / "experiments").glob("*.json"))
AT_ONCE = 6
ENGINES = ("lws", "civetweb")
SERVERS = "server=own,own-lws"  # all others are tried by the group targets
# Columns of a chart's table with what it shows; the others place it or say what it is.
FIGURES = re.compile(r"part_\d+_\d+|latency_s|share_percent|p50_s|figure|delivered_per_s|cost|value|held")
# What gnuplot draws for one thing that it was told to plot, without its sample in the key.
PLOT = re.compile(r'<g id="\w+_plot_\d+a?" ?>(.*?)</g>\n\t</g>', re.S)
SHAPE = re.compile(r"<(?:path|use|polygon|rect)\b")


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_figure(text):
    try:
        return float(text) == float(text)  # not NaN
    except (TypeError, ValueError):
        return False


def empty_panels(path):
    """The panels, one for each engine or network, of which a chart's table has no figure."""
    rows = rows_of(path)
    shown = [name for name in rows[0] if FIGURES.fullmatch(name)]
    check(shown, path, "has no column that is known to be shown")
    panel = "panel" if "panel" in rows[0] else "engine"
    full = {row[panel] for row in rows if any(is_figure(row[name]) for name in shown)}
    return {row[panel] for row in rows} - full


def check_charts(name, folder):
    drawn = [row["name"] for row in rows_of(folder / "charts" / "index.tsv")
             if row["drawn"] == "yes"]
    check(drawn, name, "has no chart")
    for chart in drawn:
        table = folder / "charts" / f"{chart}.tsv"
        picture = (folder / "charts" / f"{chart}.svg").read_text()
        check(rows_of(table), name, chart, "has an empty table")
        check(not empty_panels(table), name, chart, "has empty panels", empty_panels(table))
        check(any(SHAPE.search(plot) for plot in PLOT.findall(picture)), name, chart,
              "shows nothing")


def shortened(number, name):
    """Options that leave less to run. Charts have a panel for each engine, drawn by the same code,
    so experiments take turns with one of them, except the default one."""
    params = json.loads((ROOT / "experiments" / f"{name}.json").read_text())["params"]
    if "server" in params:
        yield from ("--set", SERVERS)
    if isinstance(params["engine"], list) and name != "default":
        yield from ("--set", f"engine={ENGINES[number % 2]}")


@test()
def every_experiment_runs_in_its_shortened_form_and_draws_no_empty_panel(world):
    def one(number, name):
        folder = world.folder / name
        done = world.pushbench("run", name, "--quick", *shortened(number, name), "--out", folder,
                               timeout=600)
        check(done.returncode in (0, 1), name, done.returncode, done.stderr[-800:])
        report = (folder / "report.html").read_text()
        check("</main>" in report, name, "has no whole report")
        check_charts(name, folder)

    together(one, enumerate(NAMES), at_once=AT_ONCE)
