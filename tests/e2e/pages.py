"""The report as a reader sees it: in a browser, wide and narrow, light and dark, on paper."""
import json
import pathlib
import re
import shutil

import made_run
from browser import Browser
from harness import Skip, check, test, together

LOOKS = [(width, "screen", scheme) for width in (1280, 390) for scheme in ("light", "dark")]
PAPER = (1031, "print", "dark")  # A4, landscape, without its margins; a screen may be dark
SCRIPT = (pathlib.Path(__file__).parent / "page_faults.js").read_text()

# The kinds of experiments: plain, swept by number and by name, lossy, with variants, faults,
# claims, several repeats. What a reference run shows of each, at least.
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
    """Every way of looking at the report of the folder."""
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
        for name in variants:  # as they are: a "_" makes no subscript
            check(name in found["words"], folder.name, "has no", name, "in its charts")
        wrong += [f"{folder.name} {look}: {fault}" for fault in found["faults"]]
    width, height = page.paper()
    check(width > height, folder.name, "is printed on", width, "by", height)
    return wrong


# "2.87471e+07", or a figure of ns and bytes that nobody divided.
RAW = re.compile(r"\d(\.\d+)?e[+-]?\d|\d{7,}")


def prose(text):
    """Without addresses, commands, settings of the machine and the like."""
    return re.sub(r"(?s)<svg.*?</svg>|<style.*?</style>|<pre.*?</pre>|<details.*?</details>|<[^>]*>",
                  " ", text) + " ".join(re.findall(r'aria-label="([^"]*)"', text))


def raw_figures(folder):
    """Sentences about figures that have no unit that fits them, in the page and its charts."""
    said = [prose((folder / "report.html").read_text()),
            *(re.sub("<[^>]*>", " ", picture.read_text().split("</defs>")[-1])
              for picture in folder.glob("charts/*.svg"))]
    return [f"{folder.name} says {text[max(0, raw.start() - 60):raw.end() + 5]}"
            for text in said for raw in [RAW.search(text)] if raw]


def all_well(world, made):
    """`made` are (function, name, least number of charts)."""
    folders = [(make(world.folder / f"{make.__name__}-{name}", name), least)
               for make, name, least in made]
    together(lambda folder, _: drawn(world, folder), folders, at_once=2)
    with Browser() as page:
        wrong = [fault for folder, least in folders for fault in look(page, folder, least)]
    wrong += [fault for folder, _ in folders for fault in raw_figures(folder)]
    check(not wrong, "\n    ".join([f"{len(wrong)} faults:", *wrong[:20]]))


@test("pages")
def the_report_of_each_kind_of_experiment_can_be_read_everywhere(world):
    need_browser()
    all_well(world, [(made_run.make, name, least) for name, least in KINDS.items()])


@test("pages")
def a_report_copes_with_whatever_a_run_may_hold(world):
    need_browser()
    all_well(world, [(made_run.make_hostile, "default", 6), (made_run.with_writers, "default", 7)])
    said = (world.folder / "make_hostile-default" / "report.html").read_text()
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", said)
    check(len(captions) >= 6 and all("Not to be ranked with the others: " in caption and
                                     "(failed)" in caption for caption in captions), captions)
    cpu = next(caption for caption in captions if "time of the server process" in caption)
    check("Not in the chart: SSE on libwebsockets (" in cpu, cpu)
