"""Lines that hold a figure against what was promised. Pure."""
from . import tables


def goal(what, figure, aim, is_met):
    return [what, figure, aim, "met" if is_met else "**MISSED**"]


def unknown(what, why, aim):
    return [what, why, aim, "**NOT MEASURED**"]


def goals(lines):
    return "\n## Goals\n\n" + tables.table(["", "measured", "goal", ""], lines) + "\n" if lines else ""


def missed(text):
    """Whether a goal was missed, or could not be judged."""
    return "**MISSED**" in text or "**NOT MEASURED**" in text
