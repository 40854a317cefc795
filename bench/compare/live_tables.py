"""What Live promises, held against rows of its comparisons. Pure: no files, no clock."""
import statistics

from . import tables
from .goals import goal as _goal, goals as _goals, unknown as _unknown

ECHO_SHARE = 0.5
PER_SESSION = {10: 8 * 1024, 100: 40 * 1024}     # bytes above an idle WebSocket of Kestrel's, by the length of the list
P99_MS = {"fast": 2, "standard": 2, "stress": 10}
RATE = {"stress": 5000}
BYTES = {"bytesPerEvent": 30, "bytesPerPatchFrame": 45}
PAUSE_PERCENT = 1
FULL = 0.9       # a server that used less of its core in its busiest second was not the limit


def _share(some, subject, floor, clients):
    """Our rate to the echo's, of the rounds in which both servers filled their core and nothing failed: else it is the client's rate, or that of some of the sessions."""
    what, aim = f"{clients} clients: events/s of {subject} to the echo's ({floor})", f"at least {ECHO_SHARE:g}"
    measured = {row["round"] for row in some if row["round"] > 0}
    unfit = {row["round"] for row in some if row["subject"] in (subject, floor) and (row["errors"] or (row["serverBusy"] or 0) < FULL)}
    values = tables.ratios([row for row in some if row["round"] not in unfit], "perSecond", subject, floor)
    if not values:
        return _unknown(what, f"in no round did both servers fill their core ({FULL:.0%}) without an error", aim)
    return _goal(what, f"{tables.ratio_spread(values)}, {len(values)} of {len(measured)} rounds", aim, statistics.median(values) >= ECHO_SHARE)


def saturation(rows):
    text = tables.throughput(rows, "serverMicros")
    lines = []
    for clients in dict.fromkeys(row["clients"] for row in rows):
        some = [row for row in rows if row["clients"] == clients]
        if "millrace" in tables.subjects(some):
            lines += [_share(some, "millrace", floor, clients) for floor in ("kestrel", "kestrel-lean") if floor in tables.subjects(some)]
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
        outcomes = [f"{row['outcome'] or 'nothing'} ({row['exitCode']})" for row in some]
        goals.append(_goal(f"{name}: outcome of the run (exit code)", ", ".join(dict.fromkeys(outcomes)), "pass (0)", set(outcomes) == {"pass (0)"}))
        goals.append(_goal(f"{name}: connections and pages that failed", tables.spread([row["unconnected"] for row in some]), "none", not any(row["unconnected"] for row in some)))
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
    limited = [row["generator"] for row in rows if row["generator"] != "valid"]
    if key == "p99ms" and values and limited:
        return [_unknown(f"{name}: {what}", f"{tables.spread(values, '{:.2f}')}, but the generator was {limited[0]} in {len(limited)} of {len(rows)} rounds", f"at most {most:g}")]
    if not values:
        return [_unknown(f"{name}: {what}", "no figure", f"at most {most:g}")]
    return [_goal(f"{name}: {what}", tables.spread(values, "{:.2f}"), f"at most {most:g}", statistics.median(values) <= most)]
