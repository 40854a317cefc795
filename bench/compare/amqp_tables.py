"""Rows of the AMQP bench to Markdown. Pure: no files, no clock."""
from . import tables

_OWN = ("subject", "round", "tasks", "held")


def _form(values):
    return "{:,.0f}" if max((abs(v) for v in values), default=0) >= 100 else "{:,.2f}"


def compare(rows, ratios):
    text = ""
    for held in dict.fromkeys(row.get("held") for row in rows):
        for tasks in dict.fromkeys(row["tasks"] for row in rows):
            some = [row for row in rows if row["tasks"] == tasks and row.get("held") == held and row["round"] > 0]
            if not some:
                continue
            keys = [key for key in some[0] if key not in _OWN]
            lines = [[name] + [tables.spread(tables.of(some, name, key), _form(tables.of(some, name, key))) for key in keys] for name in tables.subjects(some)]
            text += f"\n## {tasks} tasks{f', {held}' if held else ''}\n\n" + tables.table([""] + keys, lines) + "\n"
            for key in ratios:
                if all(row.get(key) for row in some):
                    text += tables.ratio_table(some, key, key)
    return text + "\nMedians with their range; round 0 is a warm-up that is not counted. Ratios are taken within a round.\n"
