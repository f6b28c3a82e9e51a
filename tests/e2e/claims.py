"""Answers of a report: differences between variants, the cost of idle users, claims, and ages."""
import csv
import json

from harness import cells_in, check, test

KEPT_AND_NEW = [{"name": "kept", "params": {"keep_alive": True}},
                {"name": "new", "params": {"keep_alive": False}}]


def run(world, name, experiment):
    """The folder of a run without invalid cells."""
    out = world.folder / name
    done = world.pushbench("run", world.experiment({"name": name, **experiment}), "--out", out)
    check(done.returncode == 0, done.stdout[-1500:], done.stderr[-500:])
    return out


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@test(late_s=0.02)
def a_report_tells_polls_on_new_connections_from_polls_on_kept_ones(world):
    out = run(world, "variants", {
        "repeats": 4, "variants": KEPT_AND_NEW,
        "params": {"transport": "short_poll", "engine": "lws", "clients": 5, "rate_per_s": 20,
                   "interval_ms": 50, "warmup_s": 0.1, "duration_s": 0.3}})
    found = {row["figure"]: row for row in rows(out / "variants.tsv")}
    wire = found["bytes.wire_per_message"]
    # opening takes 3 segments and closing 4: at least 300 bytes more for each poll
    check(float(wire["median"]) > float(wire["base_median"]) + 300, wire)
    check(wire["difference"] == "yes" and float(wire["p"]) < 0.05, wire)
    check(found["requests.per_message"]["difference"] == "no", found["requests.per_message"])
    text = (out / "report.md").read_text()
    check("Effects of the variants" in text and "n.s." in text, "the report does not say")
    told = {row["figure"]: row for row in rows(out / "comparisons.tsv")}
    wire, mean = told["bytes.wire_per_message"], told["latency_ns.mean"]
    check((wire["axis"], wire["from"], wire["to"]) == ("variant", "kept", "new"), wire)
    check((wire["basis"], wire["finding"]) == ("counted", "greater"), wire)
    check(mean["basis"] == "tested" and mean["repeats"] == "4" and mean["corrected_p"], mean)
    check("new (keep\\_alive off) against kept: " in text, "no sentence on the variant")


@test(late_s=0.02)
def an_idle_user_costs_the_requests_and_bytes_of_its_polls(world):
    out = run(world, "idle", {
        "params": {"transport": ["short_poll", "websocket"], "engine": ["lws", "null"], "clients": 5,
                   "rate_per_s": 0, "interval_ms": 100, "warmup_s": 0.1, "duration_s": 0.5}})
    cells = {cell["cell"]: cell for cell in cells_in(out)}
    for name in ("lws-short_poll", "null-short_poll"):
        hourly = cells[name]["requests"]["per_user_hour"]
        # 10 polls a second are 36,000 an hour; of 5 in the phase, one may be beyond its edges
        check(abs(hourly / 36000 - 1) <= 0.21, name, hourly)
    poll, socket = cells["lws-short_poll"], cells["lws-websocket"]
    check(poll["bytes"]["wire_per_user_hour"] > 36000 * 0.79 * 200, poll["bytes"])
    check(socket["bytes"]["wire_per_user_hour"] == 0, socket["bytes"])
    check("server.cpu_ms_per_user_hour" not in poll["unmeasured"], poll["unmeasured"])
    text = (out / "report.md").read_text()
    check("The floor" in text and "nothing is published" in text, "the report does not say")


@test(late_s=0.02)
def claims_have_a_measured_figure_and_a_verdict(world):
    def claim(words, transport, figure, **more):
        return {"claim": words, "cell": {"transport": transport}, "figure": figure, **more}
    given = world.experiment({
        "name": "claims",
        "params": {"transport": ["short_poll", "websocket"], "engine": "lws", "clients": 5,
                   "rate_per_s": 20, "interval_ms": 50, "warmup_s": 0.1, "duration_s": 0.5,
                   "payload_bytes": 16, "request_headers": "quantum",
                   "response_headers": "quantum"},
        "claims": [
            claim("a poll has 909 B of heads", "short_poll", "bytes.head_per_s",
                  relative_to={"figure": "requests.per_s"}, at_least=894, at_most=924),
            claim("a frame has 200 B of header", "websocket", "bytes.protocol_per_message",
                  at_least=200),
            claim("so many for a thousand", "websocket", "bytes.protocol_per_s", users=1000)]})
    # of some 50 polls one may be under way at an edge of the phase, and its 716 or 193 B be missing
    out = world.folder / "claims"
    done = world.pushbench("run", given, "--out", out)
    check(done.returncode == 0, done.stdout[-1500:], done.stderr[-500:])
    check("3 claims: 1 holds, 1 does not, 1 is shown, 0 not measured" in done.stdout, done.stdout)
    heads, frame, thousand = rows(out / "claims.tsv")
    check(heads["verdict"] == "holds" and heads["cell"] == "lws-short_poll", heads)
    check(frame["verdict"] == "does not hold" and float(frame["measured"]) == 2, frame)
    # 20 messages a second of 2 B, for a thousand users; of 10 in the phase, one may be beyond its
    # edges
    check(thousand["projected_from"] == "5" and abs(float(thousand["measured"]) / 40000 - 1) < 0.21,
          thousand)
    text = (out / "report.md").read_text()
    check("Claims, put to the test" in text and "projected from 5 users" in text, "the report")
    out = world.folder / "claims-not"
    done = world.pushbench("run", given, "--set", "transport=websocket", "--out", out)
    check("2 not measured" not in done.stdout and "1 not measured" in done.stdout, done.stdout)


@test()
def a_claim_that_is_required_is_a_condition_of_success(world):
    def status(bytes_at_least):
        given = world.experiment({
            "name": "required",
            "params": {"transport": "websocket", "engine": "lws", "clients": 5, "rate_per_s": 20,
                       "warmup_s": 0.1, "duration_s": 0.5, "payload_bytes": 16},
            "claims": [{"claim": "a frame has a header", "figure": "bytes.protocol_per_message",
                        "unit": "B", "at_least": bytes_at_least, "required": True}]})
        done = world.pushbench("run", given, "--out", world.folder / f"required-{bytes_at_least}")
        return done.returncode, done.stderr
    code, text = status(2)
    check(code == 0, code, text)
    code, text = status(200)
    check(code == 1 and "required, but does not hold (2 B): a frame has a header" in text, code, text)


@test(late_s=0.02)
def the_age_of_information_is_as_the_schedule_predicts(world):
    out = run(world, "age", {
        "params": {"transport": ["short_poll", "websocket"], "engine": ["lws", "null"],
                   "clients": 200, "rate_per_s": 10, "arrival": "periodic", "interval_ms": 200,
                   "warmup_s": 0.4, "duration_s": 1}})
    for path in out.glob("cells/*/*/cell.json"):
        cell = json.loads(path.read_text())
        # A message every 0.1 s: from 0 to 0.1 s old at a poll, and up to 0.2 s older before
        # the next. The sum of two uniform ages is above 0.28 s for 1 % of the time.
        poll = cell["transport"] == "short_poll"
        mean_s, p99_s = (0.15, 0.28) if poll else (0.05, 0.099)
        age, lateness_s = cell["age_ns"], cell["latency_ns"]["max"] / 1e9 - (0.2 if poll else 0)
        check(abs(age["mean"] / 1e9 - mean_s) < 0.1 * mean_s + max(0, lateness_s), path, age)
        check(abs(age["p99"] / 1e9 - p99_s) < 0.1 * p99_s + max(0, lateness_s), path, age)
        check(age["watched_share"] == 1, path, age)
