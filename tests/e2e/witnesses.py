"""Each figure against a second source that was not written by the same hand."""
import subprocess
import time

from harness import Client, ENGINES, Server, TRANSPORTS, check, test

JOURNAL_FIELDS = ("channel", "seq", "due_ns", "sent_ns", "origin", "data")


def server_journal(path):
    """The messages of a server's journal, as dictionaries."""
    lines = path.read_text().splitlines()
    rows = [dict(zip(JOURNAL_FIELDS, line.split("\t"))) for line in lines[1:]]
    return [{key: int(value) if value.isdigit() and key != "data" else value
             for key, value in row.items()} for row in rows]


@test("witnesses")
def a_server_that_is_killed_goes_on_where_its_journal_ends(world):
    for engine, transport in zip(ENGINES * 2, TRANSPORTS):
        path = world.folder / f"killed-{transport}.journal"
        arguments = ("--rate", 100, "--arrival", "poisson", "--publish-start", "request",
                     "--journal", path)
        with Server(world, engine, *arguments) as server:
            run = Client(world, server, transport, "--clients", 20, "--duration", 2,
                         "--warmup", 0.2, "--interval", 200)
            time.sleep(1)
            server.kill()
            time.sleep(0.5)
            server.start_again()
            result = run.result()[1]
        check(result["lost"] == 0 and result["duplicated"] == 0, engine, transport, "lost",
              result["lost"], "duplicated", result["duplicated"])
        published = server_journal(path)
        window = result["window"]
        due = [row for row in published if window["start_ns"] <= row["due_ns"] < window["end_ns"]]
        check(result["expected"] == result["delivered"] == 20 * len(due), engine, transport,
              "expected", result["expected"], "delivered", result["delivered"], "due", len(due))
        check([row["seq"] for row in published] == list(range(1, len(published) + 1)), "numbers")
        check(server.counts["published"] == len(published), server.counts["published"])
        check(result["latency_ns"]["max"] > 4e8, engine, transport, "the time that it was down")


@test("witnesses")
def a_journal_that_is_none_is_refused_with_its_line(world):
    path = world.folder / "corrupt.journal"
    with Server(world, "lws", "--rate", 1000, "--journal", path):
        time.sleep(0.1)
    lines = path.read_text().splitlines()
    lines[2] = lines[2].replace("publisher", "nobody")
    path.write_text("\n".join(lines) + "\n")
    done = subprocess.run([world.program("pushbench-server"), "--rate", "1000", "--journal", path],
                          capture_output=True, text=True, timeout=20)
    check(done.returncode == 3, done.returncode, done.stderr)
    check(len(done.stderr.splitlines()) == 1 and f"{path}:3: " in done.stderr, done.stderr)
