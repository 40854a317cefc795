"""What Speech promises, held against rows of its comparisons. Pure: no files, no clock."""
import statistics

from . import tables
from .goals import goal as _goal, goals as _goals, unknown as _unknown

P99_MS = {100: 55, 200: 55, 300: 60}
OF_ORIGINAL, OF_FLOOR = 1 / 3, 2.5
STREAMS, REALTIME_P99_MS = 500, 70       # recogniser latency + 20 ms
IN_FLIGHT = 5                            # chunks of one stream that may be out when the time is up: 70 ms of 20 ms chunks, and the one that is due
LATE_US = 2000                           # a generator that is later than that is the limit itself
HELD = 5000
PER_IDLE, PER_TALKING, KEPT = 16 * 1024, 48 * 1024, 1.10
READY_MS = 600


def _cases(rows):
    return list(dict.fromkeys(row["case"] for row in rows if row["round"] > 0))


def _only(rows, case):
    return [row for row in rows if row["case"] == case]


def _milliseconds(rows, name, key):
    return tables.spread([value / 1000 for value in tables.of(rows, name, key)], "{:.1f}")


def _sum(rows, name, key):
    return sum(tables.of(rows, name, key))


def _late(rows):
    return max(row["lateP99us"] for row in rows)


def _time(what, rows, name, most):
    """A time counts where the client kept its own schedule."""
    values = [value / 1000 for value in tables.of(rows, name, "p99us")]
    some = [row for row in rows if row["subject"] == name and row["round"] > 0]
    if _late(some) > LATE_US:
        return _unknown(what, f"the client was {_late(some) / 1000:.1f} ms late itself (p99)", f"at most {most:g}")
    return _goal(what, tables.spread(values, "{:.1f}"), f"at most {most:g}", statistics.median(values) <= most)


def _ratio(what, rows, other, most):
    values = tables.ratios(rows, "serverMicros", "millrace", other)
    aim = f"at most {most:.2f}"
    if not values:
        return _unknown(what, f"no figure of {other}", aim)
    return _goal(what, tables.ratio_spread(values), aim, statistics.median(values) <= most)


def _none(what, rows, name, keys):
    wrong = {key: _sum(rows, name, key) for key in keys}
    return _goal(what, ", ".join(f"{count} {key}" for key, count in wrong.items()), "none", not any(wrong.values()))


def closed(rows):
    text, goals = "\n" + tables.weather(rows) + "\n", []
    for case in _cases(rows):
        some = _only(rows, case)
        names = tables.subjects(some)
        lines = [[name, tables.spread(tables.of(some, name, "perSecond")), _milliseconds(some, name, "averageUs"), _milliseconds(some, name, "p50us"), _milliseconds(some, name, "p99us"),
                  f"{max(tables.of(some, name, 'maxus')) / 1000:.0f}", f"{_sum(some, name, 'errors')}", tables.spread(tables.of(some, name, "serverMicros"), "{:.1f}"),
                  tables.spread(tables.of(some, name, "serverShare"), "{:.2f}"), tables.spread(tables.of(some, name, "rssMiB"))] for name in names]
        text += f"\n## {case}, closed loop\n\n" + tables.table(
            ["", "chunks/s", "average ms", "p50 ms", "p99 ms", "worst ms", "errors", "server CPU us/chunk", "of its core", "Rss MiB"], lines) + "\n"
        text += tables.ratio_table(some, "serverMicros", "Processor time per chunk")
        if "millrace" in names:
            clients = some[0]["clients"]
            goals += [_time(f"{case}: p99, ms", some, "millrace", P99_MS[clients])] if clients in P99_MS else []
            goals += [_ratio(f"{case}: CPU a chunk to the original's", some, "original", OF_ORIGINAL), _ratio(f"{case}: CPU a chunk to the echo's", some, "kestrel-lean", OF_FLOOR),
                      _none(f"{case}: chunks without an answer, sessions lost", some, "millrace", ["errors", "dropped"])]
    return text + ("\nThe recogniser is simulated and takes 50 ms in ours and in the original. The floor (`kestrel-lean`, Kestrel's WebSocket echo) gets the same messages at the same rate: its users"
                   " wait the 50 ms themselves, and its times are those of the echo alone. CPU: of the server's process in the measured seconds, by the chunks answered in them. The floor sends the whole message back where ours answers with some hundred bytes, which makes its message a little dearer. All .NET"
                   " servers run with DOTNET_TC_CallCountingDelayMs=0 (methods are compiled well at once), which is how `millrace` is shipped.\n") + _goals(goals)


def _backlog(what, rows, name):
    worst, dropped = max(tables.of(rows, name, "backlogEndWorst")), _sum(rows, name, "dropped")
    return _goal(what, f"{worst} chunks, {dropped} not sent", f"at most {IN_FLIGHT}, none", worst <= IN_FLIGHT and dropped == 0)


def realtime(rows):
    text, goals = "\n" + tables.weather(rows) + "\n", []
    lines = []
    for case in _cases(rows):
        some = _only(rows, case)
        for name in tables.subjects(some):
            lines.append([case, name, tables.spread(tables.of(some, name, "perSecond")), _milliseconds(some, name, "p50us"), _milliseconds(some, name, "p99us"), _milliseconds(some, name, "p999us"),
                          tables.spread([a / b for a, b in zip(tables.of(some, name, "backlogEnd"), tables.of(some, name, "talking"))], "{:.1f}"),
                          str(max(tables.of(some, name, "backlogEndWorst"))), f"{_sum(some, name, 'errors')}", tables.spread(tables.of(some, name, "serverMicros"), "{:.1f}"),
                          tables.spread(tables.of(some, name, "serverShare"), "{:.2f}"), tables.spread(tables.of(some, name, "rssMiB")), f"{_late([r for r in some if r['subject'] == name]) / 1000:.2f}"])
        if "millrace" not in tables.subjects(some):
            continue
        first = next(row for row in some if row["subject"] == "millrace")
        if first["format"] == "binary" and first["talking"] == STREAMS and first["clients"] == STREAMS:
            goals += [_time(f"{case}: p99 of an answer, ms", some, "millrace", REALTIME_P99_MS), _backlog(f"{case}: worst backlog of a stream at the end", some, "millrace"),
                      _none(f"{case}: chunks without an answer, sessions lost", some, "millrace", ["errors"])]
        if first["clients"] >= HELD:
            held = min(tables.of(some, "millrace", "held"))
            goals += [_goal(f"{case}: sessions held", f"{held:,}", f"{first['clients']:,}", held >= first["clients"]), _time(f"{case}: p99 of an answer, ms", some, "millrace", REALTIME_P99_MS),
                      _backlog(f"{case}: worst backlog of a stream at the end", some, "millrace"), _none(f"{case}: chunks without an answer, sessions lost", some, "millrace", ["errors"])]
    text += "\n" + tables.table(["streams", "", "chunks/s", "p50 ms", "p99 ms", "p99.9 ms", "chunks out a stream at the end", "worst stream", "errors", "server CPU us/chunk", "of its core",
                                 "Rss MiB", "client late p99 ms"], lines)
    return text + ("\n\nA chunk of 20 ms each 20 ms of every stream on an absolute schedule, whether or not answers came; an answer's time counts from when its chunk was due. With 50 ms in the"
                   " recogniser, two to four chunks of a stream are always out: more at the end is a backlog. The server has one core.\n") + _goals(goals)


def memory(rows):
    weights, cuts = _only(rows, "weight"), _only(rows, "cut")
    floor = {row["round"]: row["perIdle"] for row in weights if row["subject"] == "kestrel-lean"}
    lines, goals = [], []
    for name in tables.subjects(weights):
        some = [row for row in weights if row["subject"] == name]
        above = [row["perIdle"] - floor[row["round"]] for row in some if row["round"] in floor]
        talking = [row["perTalking"] - floor[row["round"]] for row in some if row["round"] in floor and row["perTalking"] is not None]
        lines.append([name, f"{some[0]['few']:,} to {some[0]['many']:,}", tables.spread([row["perIdle"] for row in some]), tables.spread(above) if name != "kestrel-lean" else "0 is this",
                      tables.spread([row["perTalking"] for row in some]), tables.spread(talking), tables.spread([row["rssMany"] / 2**20 for row in some])])
        if name == "millrace":
            goals += [_goal(f"bytes of {what} above an idle WebSocket of Kestrel's", tables.spread(values), f"at most {most:,}", statistics.median(values) <= most)
                      if values else _unknown(f"bytes of {what} above an idle WebSocket of Kestrel's", "no floor", f"at most {most:,}")
                      for what, values, most in (("an idle session", above, PER_IDLE), ("a talking session", talking, PER_TALKING))]
    text = "\n" + tables.table(["", "idle sessions", "Rss an idle one, B", "above the echo, B", "Rss a talking one, B", "above the idle echo, B", "Rss with all idle, MiB"], lines)
    text += ("\n\nA session's share is the difference between two numbers of sessions (of talkers: a tenth of them and all), each kind in a process of its own; each was read after full collections, and every"
             " server ran with the same small youngest generation. Kernel memory of the sockets is not included.\n")
    if cuts:
        kept = [row["rssAfter"] / row["rssBefore"] for row in cuts]
        text += f"\n## {cuts[0]['talkers']:,} cut in the middle of a word\n\n" + tables.table(
            ["", "Rss before, MiB", "with them", "after", "after to before", "sessions left", "threads more", "descriptors more", "gone after, s"],
            [[cuts[0]["subject"], *(tables.spread([row[key] / 2**20 for row in cuts], "{:.1f}") for key in ("rssBefore", "rssDuring", "rssAfter")), tables.spread(kept, "{:.3f}"),
              *(tables.spread([row[key] for row in cuts]) for key in ("sessionsLeft", "threadsLeft", "descriptorsLeft")), tables.spread([row["noticedSeconds"] for row in cuts], "{:.1f}")]]) + "\n"
        goals += [_goal("memory after the cut to before", tables.spread(kept, "{:.3f}"), f"at most {KEPT:.2f}", statistics.median(kept) <= KEPT),
                  _goal("sessions and descriptors left after the cut", f"{max(row['sessionsLeft'] if row['sessionsLeft'] is not None else -1 for row in cuts)} and"
                        f" {max(row['descriptorsLeft'] for row in cuts)}", "none", all(row["sessionsLeft"] == 0 and row["descriptorsLeft"] <= 0 for row in cuts)),
                  _goal("talkers open when they were cut", str(min(row["openBefore"] or 0 for row in cuts)), f"{cuts[0]['talkers']}", all(row["openBefore"] == row["talkers"] for row in cuts))]
    return text + _goals(goals)


def startup(rows):
    lines = [[name, *(tables.spread(tables.of(rows, name, key), "{:.0f}") for key in ("acceptMs", "readyMs", "sessionMs"))] for name in tables.subjects(rows)]
    text = "\n" + tables.table(["", "first connection accepted, ms", "/v1/health answered 200, ms", "first session open, ms"], lines) + "\n"
    text += "\nFrom exec, on one core; the echo has no /v1/health. " + tables.ratio_table(rows, "sessionMs", "Time to the first session").lstrip()
    if "millrace" not in tables.subjects(rows):
        return text
    values = tables.of(rows, "millrace", "readyMs")
    return text + _goals([_goal("exec to ready, ms", tables.spread(values, "{:.0f}"), f"under {READY_MS}", statistics.median(values) < READY_MS)])
