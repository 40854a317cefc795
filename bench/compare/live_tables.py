"""What Live promises, held against rows of its comparisons. Pure: no files, no clock."""
import statistics

from . import tables

ECHO_SHARE = 0.5
PER_SESSION = {10: 8 * 1024, 100: 40 * 1024}     # bytes above an idle WebSocket of Kestrel's, by the length of the list
P99_MS = {"fast": 2, "standard": 2, "stress": 10}
RATE = {"stress": 5000}
BYTES = {"bytesPerEvent": 30, "bytesPerPatchFrame": 45}
PAUSE_PERCENT = 1


def _goal(what, figure, aim, is_met):
    return [what, figure, aim, "met" if is_met else "**MISSED**"]


def _goals(lines):
    return "\n## Goals\n\n" + tables.table(["", "measured", "goal", ""], lines) + "\n" if lines else ""


def saturation(rows):
    text = tables.throughput(rows, "serverMicros")
    lines = []
    for clients in dict.fromkeys(row["clients"] for row in rows):
        some = [row for row in rows if row["clients"] == clients]
        for subject in [name for name in tables.subjects(some) if name == "millrace"]:
            for floor in [name for name in ("kestrel", "kestrel-lean") if name in tables.subjects(some)]:
                values = tables.ratios(some, "perSecond", subject, floor)
                if values:
                    lines.append(_goal(f"{clients} clients: events/s of {subject} to the echo's ({floor})", tables.ratio_spread(values), f"at least {ECHO_SHARE:g}",
                                       statistics.median(values) >= ECHO_SHARE))
    wire = [[name, tables.spread(tables.of(rows, name, "bytesUp"), "{:,.1f}"), tables.spread(tables.of(rows, name, "bytesDown"), "{:,.1f}")] for name in tables.subjects(rows)]
    return text + "\n## On the wire, WebSocket headers excluded\n\n" + tables.table(["", "bytes up a round trip", "bytes down"], wire) + "\n" + _goals(lines)


def _floor(rows):
    """The echo that holds least, round by round."""
    floor = {}
    for row in rows:
        if row["items"] == 0:
            floor[row["round"]] = min(floor.get(row["round"], row["perSession"]), row["perSession"])
    return floor


def memory(rows):
    floor, lines, goals = _floor(rows), [], []
    for name in dict.fromkeys(row["subject"] for row in rows):
        for items in dict.fromkeys(row["items"] for row in rows if row["subject"] == name):
            some = [row for row in rows if row["subject"] == name and row["items"] == items]
            above = [row["perSession"] - floor[row["round"]] for row in some if row["round"] in floor]
            lines.append([name, str(items) if items else "-", f"{some[0]['few']:,} to {some[0]['many']:,}", tables.spread([row["perSession"] for row in some]),
                          tables.spread(above) if items else "0 is the leanest", tables.spread([row["rssMany"] / 2**20 for row in some], "{:,.0f}"),
                          f"{min(row['held'] for row in some):,}"])
            if name == "millrace":
                if items in PER_SESSION and above:
                    most = PER_SESSION[items]
                    goals.append(_goal(f"bytes above an idle WebSocket, list of {items}", tables.spread(above), f"at most {most:,}", statistics.median(above) <= most))
                goals.append(_goal(f"idle sessions held, list of {items}", f"{min(row['held'] for row in some):,}", f"{some[0]['many']:,}",
                                   min(row["held"] for row in some) >= some[0]["many"]))
    return "\n" + tables.table(["", "list", "sessions", "Rss a session, B", "above the echo, B", "Rss with all, MiB", "held"], lines) + (
        "\n\nA session's share is the difference between both numbers of idle sessions, each read after full collections; every server runs with the same small youngest"
        " generation. Kernel memory of the sockets is not included.\n") + _goals(goals)


def profiles(rows):
    names = tables.subjects(rows)
    head = ["", "events/s", "p50 ms", "p99 ms", "worst ms", "errors", "evicted", "B an event", "B a patch frame", "GC pauses, % of time", "KiB a session"]
    lines = [[name, tables.spread(tables.of(rows, name, "perSecond")), tables.spread(tables.of(rows, name, "p50ms"), "{:.2f}"),
              tables.spread(tables.of(rows, name, "p99ms"), "{:.2f}"), tables.spread(tables.of(rows, name, "maxms"), "{:.1f}"),
              f"{sum(tables.of(rows, name, 'errors'))}", tables.spread(tables.of(rows, name, "evicted")), tables.spread(tables.of(rows, name, "bytesPerEvent"), "{:.1f}"),
              tables.spread(tables.of(rows, name, "bytesPerPatchFrame"), "{:.1f}"), tables.spread(tables.of(rows, name, "pausePercent"), "{:.2f}"),
              tables.spread(tables.of(rows, name, "sessionKiB"), "{:.1f}")] for name in names]
    goals = []
    for name in names:
        some = [row for row in rows if row["subject"] == name]
        goals += _most(some, name, "p99ms", P99_MS.get(name), "p99, ms")
        goals += [_goal(f"{name}: errors", str(sum(row["errors"] for row in some)), "none", not any(row["errors"] for row in some))]
        goals += [_goal(f"{name}: evicted", str(max(row["evicted"] or 0 for row in some)), "none", not any(row["evicted"] for row in some))]
        for key, most in BYTES.items():
            goals += _most(some, name, key, most, "bytes an event" if key == "bytesPerEvent" else "bytes a patch frame")
        if name in RATE:
            rates = [row["perSecond"] or 0 for row in some]
            goals.append(_goal(f"{name}: events/s", tables.spread(rates), f"{RATE[name]:,}", statistics.median(rates) >= RATE[name] * 0.999))
            goals += _most(some, name, "pausePercent", PAUSE_PERCENT, "GC pauses, % of time")
    return "\n" + tables.weather(rows) + "\n\n" + tables.table(head, lines) + "\n" + _goals(goals)


def _most(rows, name, key, most, what):
    values = [row[key] for row in rows if row[key] is not None]
    if most is None:
        return []
    if not values:
        return [_goal(f"{name}: {what}", "not measured", f"at most {most:g}", False)]
    return [_goal(f"{name}: {what}", tables.spread(values, "{:.2f}"), f"at most {most:g}", statistics.median(values) <= most)]


def missed(text):
    return "**MISSED**" in text
