"""scripts/repeatable finds reports that contradict each other, here in invented folders."""
import importlib.machinery
import importlib.util
import subprocess

from harness import ROOT, check, test

SCRIPT = ROOT / "scripts/repeatable"
COLUMNS = ("figure axis from to transport at strata repeats from_median to_median ratio low high "
           "interval p corrected_p basis finding").split()


def certain():
    loader = importlib.machinery.SourceFileLoader("repeatable", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("repeatable", loader))
    loader.exec_module(module)
    return module.CERTAIN


def folder_of(world, name, findings, sentence="- Mean latency: SSE, p = 0.01."):
    """A run's folder with these comparisons, and with those that every run has to have."""
    folder = world.folder / name
    folder.mkdir()
    rows = [dict(zip(("figure", "axis", "from", "to"), key), basis="tested", ratio="2",
                 finding=finding) for key, finding in {**certain(), **findings}.items()]
    text = "\n".join("\t".join(row.get(column, "") for column in COLUMNS) for row in rows)
    (folder / "comparisons.tsv").write_text("\t".join(COLUMNS) + "\n" + text + "\n")
    (folder / "report.md").write_text(f"## Conclusions\n\n{sentence}\n\n## Summary\n")
    return folder


def judged(*folders):
    return subprocess.run([SCRIPT, *folders], capture_output=True, text=True, check=False)


@test()
def reports_that_contradict_each_other_are_found(world):
    pair = ("latency_ns.mean", "transport", "sse", "websocket")
    missed = ("bytes.wire_per_message", "transport", "sse", "websocket")
    less = folder_of(world, "less", {pair: "less"})
    greater = folder_of(world, "greater", {pair: "greater"})
    level = folder_of(world, "level", {pair: "level"})
    blind = folder_of(world, "blind", {missed: "level"})
    silent = folder_of(world, "silent", {}, "- Mean latency: nothing is told apart.")
    good = judged(less, level)
    check(good.returncode == 0, good.stdout, good.stderr)
    for folders, said in (((less, level, greater), "less in 1 runs, greater in 1"),
                          ((less, blind), "websocket is level, not less"),
                          ((silent,), "0 sentences have a p")):
        faulty = judged(*folders)
        check(faulty.returncode == 1 and said in faulty.stdout, said, faulty.stdout, faulty.stderr)
