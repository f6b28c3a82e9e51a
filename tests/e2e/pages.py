"""The report in a browser: wide and narrow, light and dark, and on paper."""
import itertools
import json
import pathlib
import re
import shutil

import made_run
from browser import Browser
from harness import Skip, check, test, together, wait_until

LOOKS = [(width, "screen", scheme) for width in (1280, 390) for scheme in ("light", "dark")]
PAPER = (1031, "print", "dark")  # A4, landscape, without margins; a screen may be dark
SCRIPT = (pathlib.Path(__file__).parent / "page_faults.js").read_text()

# Experiments of all kinds, each with the fewest charts that its report may have: plain ones, sweeps
# over numbers and names, with losses, variants, faults, claims and several repeats.
KINDS = {"default": 6, "interval": 12, "threads": 12, "idle": 2, "dead_peers": 12,
         "compression": 12, "tls": 8, "faults": 8, "quantum": 5, "article": 8, "confounders": 12,
         "clients": 12, "memory": 2}


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
def a_report_of_two_varied_parameters_can_be_read_everywhere(world):
    need_browser()
    check_reports(world, [(made_run.make_grid, "interval", 22)])
    said = (world.folder / "make_grid-interval" / "report.html").read_text()
    heat = re.search(r'aria-label="Mean latency by interval and users: ([^"]*)', said)
    check(heat and "short poll from" in heat[1] and "(interval 100 ms, 10 users)" in heat[1], heat)
    check("Not to be ranked with the others: long poll on libwebsockets, 1000 users (7 of 2000 lost)"
          in said, "the loss is not told")


# The middle of the first bar of a chart; and the words that are shown.
BAR = """(() => {
  const svg = [...document.querySelectorAll('figure svg')].find(svg => svg.checkVisibility() &&
    svg.getAttribute('aria-label').startsWith('Server processor time'));
  svg.scrollIntoView({block: 'center'});
  const marks = svg.querySelectorAll('.value circle'); // those at the left ends, in the middles, …
  const box = marks[marks.length / 3].getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2 + 3];
})()"""
TIP = """(() => {
  const tip = document.querySelector('.tip'), box = tip.getBoundingClientRect();
  const inside = box.left >= 0 && box.right <= document.documentElement.clientWidth && box.top >= 0;
  return tip.hidden ? null : [tip.textContent, inside, document.querySelectorAll('circle.on').length];
})()"""


def said(page):
    """The words that are shown; None for none. Checks that they are within the window."""
    tip = page.run(TIP)
    if tip is None:
        return None
    check(tip[1], "not within the window:", tip)
    check(tip[2] == 1, tip[2], "marks are shown at once")
    return tip[0]


def check_pointing(page, touching):
    x, y = page.run(BAR)
    shifts = itertools.cycle((0, 1))  # to scroll there hides what was shown, so it is pointed at again

    def words_there():
        (page.touch if touching else page.point)(x + next(shifts), y)
        return said(page)
    first = wait_until(words_there, "a value at the bar")
    check(re.fullmatch(r"short poll: [\d.]+ µs( \(95 %: .* to .*\))?", first), first)
    (page.touch if touching else page.point)(2, 2)
    wait_until(lambda: said(page) is None, "the words go")
    page.run("[...document.querySelectorAll('figure svg')].find(svg => svg.checkVisibility() && "
             "svg.getAttribute('aria-label').startsWith('Server processor time')).focus()")
    for key, words in (("ArrowRight", first), ("ArrowRight", "long poll: "), ("End", "WebSocket: "),
                       ("Home", first)):
        page.press(key)
        wait_until(lambda words=words: (said(page) or "").startswith(words), f"{key} shows {words}")
    page.press("Escape")
    wait_until(lambda: said(page) is None, "the words go")


@test()
def pointing_at_a_chart_shows_its_values(world):
    need_browser()
    folder = drawn(world, made_run.make(world.folder / "default", "default"))
    with Browser() as page:
        for width, touching in ((1280, False), (390, True)):
            page.show(width)
            page.open((folder / "report.html").as_uri())
            check_pointing(page, touching)
        words = page.run("[...document.querySelectorAll('.value title')].length")
        check(words == 0, "the browser shows", words, "titles beside the script's")
        values = page.run("document.querySelectorAll('.value').length")
        check(values > 100, values, "marks")
        page.scripts(False)
        page.open((folder / "report.html").as_uri())
    page_text = (folder / "report.html").read_text()
    check(page_text.count('<g class="value"><title>') == values, "without scripts there are fewer")
    for picture in folder.glob("charts/**/*.svg"):
        check("showHypertext" not in picture.read_text(), picture, "asks for gnuplot's script")


COLUMN = """(title => {
  const table = document.querySelector('table'), heads = [...table.tHead.rows[0].cells];
  const column = heads.findIndex(head => head.textContent === title);
  return [heads[column].getAttribute('aria-sort'), [...table.tBodies[0].rows].map(row => row.cells[column].textContent)];
})"""
CLICK = """(title => [...document.querySelectorAll('table')[0].tHead.rows[0].cells]
  .find(head => head.textContent === title).querySelector('button').click())"""
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1}


def seconds(text):
    number, unit = text.split()
    return float(number) * UNITS[unit]


@test()
def a_table_is_sorted_by_the_column_whose_head_is_clicked(world):
    need_browser()
    folder = drawn(world, made_run.make(world.folder / "default", "default"))
    with Browser() as page:
        page.show(1280)
        page.open((folder / "report.html").as_uri())
        _, given = page.run(COLUMN + "('mean')")
        check([seconds(text) for text in given] != sorted(map(seconds, given)), "sorted before")
        for order, expected in (("ascending", sorted(given, key=seconds)),
                                ("descending", sorted(given, key=seconds, reverse=True))):
            page.run(CLICK + "('mean')")
            found = page.run(COLUMN + "('mean')")
            check(found == [order, expected], found, "is not", order, expected)
        page.run(CLICK + "('empty')")
        order, texts = page.run(COLUMN + "('empty')")
        missing = texts.count("–")
        check(order == "ascending" and missing > 0 and texts[-missing:] == ["–"] * missing, texts)
        check(page.run(COLUMN + "('mean')")[0] is None, "two columns say that they are sorted")
        page.run(CLICK + "('transport')")
        check(page.run(COLUMN + "('transport')")[1][0] == "long poll", "words are not sorted")
        reached = page.run("document.querySelector('th button').tabIndex")
        check(reached == 0, "the keyboard does not reach a head")


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
