"""What the AMQP client promises, held against rows of its bench. Pure: no files, no clock."""
import dataclasses
import statistics

from . import tables

PUBLISH = {10: 0.95, 100: 1.2, 300: 1.6, 900: 1.8}   # tasks: our rate to the peer's
BACK_MS = {10: 50, 100: 100, 900: 500}               # tasks: all publish again after a reset
CONFIRMED, OF_RAW = 1.3, 0.8
PROBE_MS = 1000                                      # the client's default: asked after 500 ms of silence, given up 500 ms later


@dataclasses.dataclass
class Goal:
    what: str
    figure: str
    aim: str
    is_met: bool


def _of(rows, step, tasks=None, held=None):
    return [row for row in rows if row["step"] == step and row["round"] > 0 and (tasks is None or row["tasks"] == tasks) and (held is None or row.get("held") == held)]


def _tasks(rows, step):
    return list(dict.fromkeys(row["tasks"] for row in rows if row["step"] == step))


def _at_least(what, values, least):
    return [Goal(what, tables.ratio_spread(values), f"at least {least:g}", statistics.median(values) >= least)] if values else []


def _at_most(what, values, most):
    return [Goal(what, tables.ratio_spread(values), f"at most {most:g}", statistics.median(values) <= most)] if values else []


def _worst(what, rows, key, most, unit=""):
    """The worst of all rounds, which must have happened at all: -1 says that it never did."""
    values = [row[key] for row in rows if row["subject"] == "ours"]
    if not values:
        return []
    never = min(values) < 0
    return [Goal(what, "never" if never else f"{max(values):,.10g}{unit}, the worst of {len(values)}", f"at most {most:,g}{unit}", not never and max(values) <= most)]


def _ratio(rows, key, other, subject="ours"):
    return tables.ratios(rows, key, subject, other)


def _publish(rows):
    found = []
    for tasks in _tasks(rows, "publish"):
        some = _of(rows, "publish", tasks)
        if tasks in PUBLISH:
            found += _at_least(f"Fire-and-forget, {tasks} tasks: our rate to the peer's", _ratio(some, "perSecond", "peer"), PUBLISH[tasks])
        if tasks == 900:
            found += _at_most("Fire-and-forget, 900 tasks: our p99 to the peer's", _ratio(some, "p99us", "peer"), 0.1)
    many, few = ({row["round"]: row["perSecond"] for row in _of(rows, "publish", tasks) if row["subject"] == "ours"} for tasks in (900, 10))
    # Not of one moment: the rounds of 900 tasks come after all those of 10.
    found += _at_least("Fire-and-forget: our rate at 900 tasks to our own at 10", [many[r] / few[r] for r in many if few.get(r)], 0.9)
    return found


def _confirmed(rows):
    found = []
    for tasks in _tasks(rows, "confirmed"):
        some = _of(rows, "confirmed", tasks)
        peer, raw = _ratio(some, "perSecond", "peer"), _ratio(some, "perSecond", "raw")
        slower, above = _ratio(some, "p50us", "peer"), _ratio(some, "p50us", "raw")
        if tasks < 100 or not peer:
            continue
        by_peer = statistics.median(peer) >= CONFIRMED
        by_raw = bool(raw) and statistics.median(raw) >= OF_RAW
        figure = f"{tables.ratio_spread(peer)} of the peer's, {tables.ratio_spread(raw)} of raw frames"
        found.append(Goal(f"Confirmed, {tasks} tasks: our rate", figure, f"at least {CONFIRMED:g} of the peer's or {OF_RAW:g} of raw frames", by_peer or by_raw))
        figure = f"{tables.ratio_spread(slower)} of the peer's, {tables.ratio_spread(above)} of raw frames"
        is_met = statistics.median(slower) <= 1 / CONFIRMED or bool(above) and statistics.median(above) <= 1 / OF_RAW
        found.append(Goal(f"Confirmed, {tasks} tasks: our p50", figure, f"at most {1 / CONFIRMED:.2f} of the peer's or {1 / OF_RAW:g} of raw frames", is_met))
    return found


def _arrivals(rows):
    found = []
    for step in ("publish", "confirmed"):
        some = [row for row in rows if row["step"] == step and row["subject"] == "ours" and "arrived" in row]
        if some:
            accepted, arrived = sum(row["accepted"] for row in some), sum(row["arrived"] for row in some)
            found.append(Goal(f"{step.capitalize()}: accepted messages that did not arrive in a queue", f"{accepted - arrived:,} of {accepted:,}", "0", accepted == arrived))
    return found


def _consumers(rows):
    some = _of(rows, "consumers", 900)
    found = _at_most("900 consumers: our start-up to a raw pipelined opening", _ratio(some, "startMs", "raw"), 2)
    found += _at_least("900 consumers: our rate to the peer's", _ratio(some, "perSecond", "peer"), 1)
    return found + _worst("900 consumers: lost messages", some, "lost", 0)


def _breaks(rows):
    found = []
    for step, kind in (("rst", "fire-and-forget"), ("waiters", "confirmed")):
        for tasks in _tasks(rows, step):
            if tasks in BACK_MS:
                found += _worst(f"Reset, {kind}, {tasks} tasks: all publish again", _of(rows, step, tasks), "lastBackMs", BACK_MS[tasks], " ms")
    for tasks in _tasks(rows, "waiters"):
        some = _of(rows, "waiters", tasks)
        # A round in which no call was under way at the break says nothing of waiters, and one whose calls were all confirmed before it nothing of errors.
        found += _worst(f"Reset, {tasks} tasks: the last error at a waiter", [row for row in some if row["waitersHeard"] > 0], "lastErrorMs", 20, " ms")
        found += _worst(f"Reset, {tasks} tasks: the last waiter's call ended, however", [row for row in some if row["waiters"] > 0], "lastWaiterMs", 20, " ms")
        found += _worst(f"Reset, {tasks} tasks: calls that never ended", some, "waitersHung", 0)
        found += _worst(f"Reset, {tasks} tasks: confirmed and lost", some, "lost", 0)
    for tasks in _tasks(rows, "partition"):
        some = _of(rows, "partition", tasks)
        found += _worst(f"Partition, {tasks} tasks: the first error", some, "firstErrorMs", PROBE_MS * 1.1, " ms")
        found += _worst(f"Partition, {tasks} tasks: all publish again after healing", some, "lastBackMs", 200, " ms")
        found += _worst(f"Partition, {tasks} tasks: confirmed and lost", some, "lost", 0)
    return found


def _pool(rows):
    found = []
    for tasks in _tasks(rows, "pool"):
        free, held = _of(rows, "pool", tasks, "nohold"), _of(rows, "pool", tasks, "yield")
        rates = [row["perSecond"] for row in free if row["subject"] == "ours"]
        if rates:
            found.append(Goal(f"Pool, {tasks} tasks, no hold: acquire and release a second", tables.spread(rates), "at least 5,000,000", statistics.median(rates) >= 5_000_000))
        found += _at_least(f"Pool, {tasks} tasks, one yield: ours to SemaphoreSlim and ConcurrentBag", _ratio(held, "perSecond", "peer"), 2)
        shares = [row["slowestShare"] for row in held if row["subject"] == "ours"]
        found += _at_least(f"Pool, {tasks} tasks, one yield: the slowest task's share of the median's", shares, 0.05)
    return found


def _soak(rows):
    found = []
    for row in rows:
        if row["step"] == "soak" and row["subject"] == "books":
            kills = f"{row['kills']:,} kills"
            for key, what in (("confirmedMissing", "confirmed messages that never came"), ("notSentArrived", "said not to be sent, and came"), ("neverEnded", "calls that never ended"),
                              ("duplicates", "came twice"), ("foreign", "came, and were never begun"), ("tasksNotBack", "tasks not back")):
                found.append(Goal(f"{kills}: {what}", f"{row[key]:,}", "0", row[key] == 0))
            accounted = row["confirmed"] + row["unknown"] + row["notSent"]
            found.append(Goal(f"{kills}: confirmed, indefinite and not sent together", f"{accounted:,}", f"{row['begun']:,}, all that were begun", accounted == row["begun"]))
            found.append(Goal(f"{kills}: heap at the end, after the first tenth", f"{row['heapEndMiB']:g} MiB, {row['heapFirstTenthMiB']:g} MiB", "grown by a tenth or 2 MiB at most", row["isFlat"] == 1))
    return found


def judge(rows):
    return _publish(rows) + _confirmed(rows) + _arrivals(rows) + _consumers(rows) + _breaks(rows) + _pool(rows) + _soak(rows)
