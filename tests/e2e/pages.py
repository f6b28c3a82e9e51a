"""The report in a browser: wide and narrow, light and dark, and on paper."""
import json
import pathlib
import re
import shutil

import made_run
from browser import Browser
from harness import Skip, check, test, together

LOOKS = [(width, "screen", scheme) for width in (1280, 390) for scheme in ("light", "dark")]
PAPER = (1031, "print", "dark")  # A4, landscape, without margins; a screen may be dark
SCRIPT = (pathlib.Path(__file__).parent / "page_faults.js").read_text()

# Experiments of all kinds, each with the fewest charts that its report may have: plain ones, sweeps
# over numbers and names, with losses, variants, faults, claims and several repeats.
KINDS = {"default": 6, "interval": 12, "threads": 12, "idle": 3, "dead_peers": 12,
         "compression": 12, "tls": 8, "faults": 8, "quantum": 5, "article": 8, "confounders": 12,
         "clients": 12}


def need_browser():
    if shutil.which("chromium") is None:
        raise Skip("chromium is not installed")


def drawn(world, folder):
    done = world.pushbench("report", folder)
    check(done.returncode == 0 and not done.stderr, folder.name, done.stderr[-1000:])
    return folder


def look(page, folder, least=1):
    """The faults of a report, in each way of looking at it."""
    run = json.loads((folder / "run.json").read_text())
    variants = [variant["name"] for variant in run["experiment"].get("variants", [])
                if folder.name.endswith(("dead_peers", "tls"))]
    address = (folder / "report.html").as_uri()
    page.open(address)
    check(page.requests == [address], folder.name, "asks for", page.requests)
    wrong = []
    for look in (*LOOKS, PAPER):
        page.show(*look)
        asked = {"print": look[1] == "print", "dark": look[1:] == ("screen", "dark")}
        found = page.run(f"({SCRIPT.strip()})({json.dumps(asked)})")
        check(found["figures"] >= least, folder.name, "has", found["figures"], "charts")
        for name in variants:  # with "_", which gnuplot would make a subscript
            check(name in found["words"], folder.name, "has no", name, "in its charts")
        wrong += [f"{folder.name} {look}: {fault}" for fault in found["faults"]]
    width, height = page.paper()
    check(width > height, folder.name, "is printed on", width, "by", height)
    return wrong


# "2.87471e+07", or ns and bytes that were not scaled to a larger unit.
RAW = re.compile(r"\d(\.\d+)?e[+-]?\d|\d{7,}")


def prose(text):
    """The sentences of a page, without its pictures, commands and settings of the machine."""
    return re.sub(r"(?s)<svg.*?</svg>|<style.*?</style>|<pre.*?</pre>|<details.*?</details>|<[^>]*>",
                  " ", text) + " ".join(re.findall(r'aria-label="([^"]*)"', text))


def raw_figures(folder):
    """Sentences of the page and its charts with a figure whose unit was not scaled."""
    said = [prose((folder / "report.html").read_text()),
            *(re.sub("<[^>]*>", " ", picture.read_text().split("</defs>")[-1])
              for picture in folder.glob("charts/*.svg"))]
    return [f"{folder.name} says {text[max(0, raw.start() - 60):raw.end() + 5]}"
            for text in said for raw in [RAW.search(text)] if raw]


def check_reports(world, made):
    """`made`: (function that makes the run, its name, the fewest charts of its report)."""
    folders = [(make(world.folder / f"{make.__name__}-{name}", name), least)
               for make, name, least in made]
    together(lambda folder, _: drawn(world, folder), folders, at_once=2)
    with Browser() as page:
        wrong = [fault for folder, least in folders for fault in look(page, folder, least)]
    wrong += [fault for folder, _ in folders for fault in raw_figures(folder)]
    check(not wrong, "\n    ".join([f"{len(wrong)} faults:", *wrong[:20]]))


@test()
def the_report_of_each_kind_of_experiment_can_be_read_everywhere(world):
    need_browser()
    check_reports(world, [(made_run.make, name, least) for name, least in KINDS.items()])


@test()
def a_report_of_failed_cells_and_extreme_figures_can_be_read_everywhere(world):
    need_browser()
    check_reports(world, [(made_run.make_hostile, "default", 6),
                          (made_run.with_writers, "default", 7)])
    said = (world.folder / "make_hostile-default" / "report.html").read_text()
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", said)
    check(len(captions) >= 6 and all("Not to be ranked with the others: " in caption and
                                     "(failed)" in caption for caption in captions), captions)
    cpu = next(caption for caption in captions if "time of the server's process" in caption)
    check("Not in the chart: SSE on libwebsockets (" in cpu, cpu)
