"""Rows of the AMQP bench to Markdown. Pure: no files, no clock."""
from . import amqp, amqp_goals, tables

_OWN = ("subject", "round", "tasks", "held", "step", "othersShare")
_RATIOS = {   # what ratios between the subjects are printed of
    "publish": ["perSecond", "p50us", "p99us", "cpuus"], "confirmed": ["perSecond", "p50us", "p99us", "cpuus"],
    "consumers": ["startMs", "perSecond", "p50us", "p99us"], "rst": ["lastBackMs"], "waiters": ["lastBackMs"], "partition": ["lastBackMs"],
    "pool": ["perSecond", "cpuNs"], "soak": [],
}


def _form(values):
    return "{:,.0f}" if max((abs(v) for v in values), default=0) >= 100 else "{:,.2f}"


def _keys(rows):
    return [key for key in dict.fromkeys(key for row in rows for key in row) if key not in _OWN]


def _lines(rows, keys):
    return [[name] + [tables.spread(values, _form(values)) for values in ([row[key] for row in rows if row["subject"] == name and key in row] for key in keys)]
            for name in tables.subjects(rows)]


def _soak(rows):
    """One run and no rounds: each tenth as it was, and the books."""
    text = ""
    for part, head in ((lambda row: row["subject"] != "books", "after kills"), (lambda row: row["subject"] == "books", "kills")):
        some = [row for row in rows if part(row)]
        if some:
            keys = [key for key in _keys(some) if key != "kills"]
            text += "\n" + tables.table([head] + keys, [[f"{row['round']:,}"] + [f"{row[key]:,.10g}" for key in keys] for row in some]) + "\n"
    return text


def _step(step, rows):
    if step == "soak":
        return _soak(rows)
    text = ""
    for held in dict.fromkeys(row.get("held") for row in rows):
        for tasks in dict.fromkeys(row["tasks"] for row in rows):
            cell = [row for row in rows if row["tasks"] == tasks and row.get("held") == held]
            some = [row for row in cell if row["round"] > 0]
            if not some:
                continue
            text += f"\n### {tasks} tasks{f', {held}' if held else ''}\n\n" + tables.table([""] + _keys(some), _lines(some, _keys(some))) + "\n"
            for key in _RATIOS[step]:
                if all(row.get(key) for row in some):
                    text += tables.ratio_table(some, key, key)
            counted = [f"{row['subject']} {row['accepted']:,} accepted, {row['arrived']:,} arrived" for row in cell if row["round"] == 0 and "arrived" in row]
            if counted:
                text += f"\nTo a queue, before the rounds: {'; '.join(counted)}.\n"
    return text


def goals(rows):
    found = amqp_goals.judge(rows)
    if not found:
        return ""
    lines = [[goal.what, goal.figure, goal.aim, "met" if goal.is_met else "**missed**"] for goal in found]
    met = sum(goal.is_met for goal in found)
    return f"\n## Goals: {met} of {len(found)} met\n\n" + tables.table(["", "measured", "goal", ""], lines) + "\n"


def compare(rows, unsound=()):
    text = "\n" + tables.weather([row for row in rows if row["round"] > 0]) + "\n" + goals(rows)
    for step in unsound:
        text += f"\n**{amqp.TITLES[step]}: something did not hold (a call failed, a message was lost, or an account does not close); see its rows.**\n"
    for step in dict.fromkeys(row["step"] for row in rows):
        text += f"\n## {amqp.TITLES[step]}\n" + _step(step, [row for row in rows if row["step"] == step])
    return text + ("\nMedians with their range. Ratios are taken within a round. Round 0 compiles and warms: it counts nowhere, but sends to a queue and counts there what arrived;"
                   " the other rounds of publishing go to an exchange without bindings, so their confirms are for messages that no queue takes. The runtime runs at its defaults"
                   " (tiered compilation with profiles). cpuus: processor time of the client's process a message, within the window. ours: this client; peer: RabbitMQ.Client"
                   " plainly, one channel a task (of pools: SemaphoreSlim and ConcurrentBag); raw: frames made by hand, the ceiling. -1: never.\n")
