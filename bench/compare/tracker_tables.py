"""Rows of trackers to Markdown. Pure: no files, no clock."""
import statistics

from . import tables


def _millis(rows, subject, key):
    return [value / 1000 for value in tables.of(rows, subject, key)]


def _to(rows, key, name, other):
    return "1" if name == other else tables.ratio_spread(tables.ratios(rows, key, name, other))


def _sum(rows, name, key):
    return f"{sum(row.get(key) or 0 for row in rows if row['subject'] == name and row['round'] > 0):,.0f}"


BUSY = "Busy: share of its one core in the busiest second. CPU us/answer: processor time of the whole run per answer, warm-up included.\n"


def peak(rows, cost="serverMicros", first="floor"):
    """cost: the processor time that tells the subjects apart, serverMicros or generatorMicros; first: what the others are held against."""
    names = tables.subjects(rows)
    first = first if first in names else names[0]
    lines = [[name, tables.spread(tables.of(rows, name, "perSecond")), _to(rows, "perSecond", name, first), tables.spread(_millis(rows, name, "p50us"), "{:.2f}"),
              tables.spread(_millis(rows, name, "p99us"), "{:.2f}"), _sum(rows, name, "errors"), _sum(rows, name, "lost"),
              tables.spread([row.get("peersPerAnnounce") for row in rows if row["subject"] == name and row["round"] > 0], "{:.1f}"),
              tables.spread(tables.of(rows, name, "serverBusy"), "{:.2f}"), tables.spread(tables.of(rows, name, "generatorBusy"), "{:.2f}"),
              tables.spread(tables.of(rows, name, cost), "{:.2f}"), _to(rows, cost, name, first)] for name in names]
    side = "server" if cost == "serverMicros" else "generator"
    text = "\n" + tables.weather(rows) + "\n\n" + tables.table(
        ["", "answers/s", f"to {first}", "p50 ms", "p99 ms", "errors", "lost", "peers an announce", "server busy", "generator busy", f"{side} CPU us/answer", f"to {first}"],
        lines) + "\n" + tables.ratio_table(rows, "perSecond", "Answers per second") + tables.ratio_table(rows, cost, "Processor time per answer")
    return text + "\nA closed loop; 80 % announces that want 50 peers, 15 % scrapes of 10 hashes, 5 % connects. Ratios are taken within a round.\n" + BUSY


def half(rows):
    lines = [[name, f"{tables.of(rows, name, 'peak')[0]:,.0f}", tables.spread(tables.of(rows, name, "perSecond")), tables.spread(_millis(rows, name, "p50us"), "{:.3f}"),
              tables.spread(_millis(rows, name, "p99us"), "{:.3f}"), tables.spread(_millis(rows, name, "p999us"), "{:.3f}"),
              f"{max(_millis(rows, name, 'maxus')):.1f}", _sum(rows, name, "errors"), _sum(rows, name, "lost"), _sum(rows, name, "dropped"),
              tables.spread(tables.of(rows, name, "serverMicros"), "{:.2f}")] for name in tables.subjects(rows)]
    return "\n" + tables.weather(rows) + "\n\n" + tables.table(
        ["", "own peak/s", "answers/s", "p50 ms", "p99 ms", "p99.9 ms", "worst ms", "errors", "lost", "dropped", "server CPU us/answer"], lines) + (
        "\n" + tables.ratio_table(rows, "p99us", "99th percentile") +
        "\nEach is asked on a fixed schedule at half of its own peak; times count from when a request was due. Dropped: due while no place was free.\n" + BUSY)


def shards(rows):
    names = tables.subjects(rows)
    lines = [[name, tables.spread(tables.of(rows, name, "perSecond")), tables.spread(tables.of(rows, name, "serverMicros"), "{:.2f}"), _to(rows, "serverMicros", name, names[0]),
              tables.spread(_millis(rows, name, "p99us"), "{:.2f}"), _sum(rows, name, "lost"), _sum(rows, name, "dropped")] for name in names]
    grown = statistics.median(tables.ratios(rows, "serverMicros", names[-1], names[0])) if len(names) > 1 else None
    said = "" if grown is None else f"\nAn answer costs {grown - 1:+.0%} processor time with {names[-1]}, held against {names[0]}.\n"
    return "\n" + tables.weather(rows) + "\n\n" + tables.table(
        ["", "answers/s", "server CPU us/answer", f"to {names[0]}", "p99 ms", "lost", "dropped"], lines) + "\n" + said + (
        "\nThe same rate for all, threads placed by the kernel. Event loops share the swarms, so what more of them cost is what the sharing costs.\n")


def garbage(rows):
    lines = [[name, str(len([row for row in rows if row["subject"] == name])), tables.spread(tables.of(rows, name, "perSecond")),
              tables.spread(_millis(rows, name, "p50us"), "{:.3f}"), tables.spread(_millis(rows, name, "p99us"), "{:.3f}"),
              _sum(rows, name, "errors"), _sum(rows, name, "lost"), _sum(rows, name, "dropped"),
              tables.spread([row["resident"] / 2**20 for row in rows if row["subject"] == name], "{:.1f}")] for name in tables.subjects(rows)]
    stranger = [row["garbage"] for row in rows if "garbage" in row]
    total = {key: sum(one[key] for one in stranger) for key in ("sent", "unsent", "sentBytes", "answers", "answerBytes")}
    alone, beside = (statistics.median(tables.of(rows, name, "perSecond")) for name in ("alone", "beside garbage"))
    last = [row["resident"] / 2**20 for row in rows][-1]
    return "\n" + tables.weather(rows) + "\n\n" + tables.table(
        ["honest client", "rounds", "answers/s", "p50 ms", "p99 ms", "errors", "lost", "dropped", "server resident MiB"], lines) + (
        f"\n\nGarbage: {total['sent']:,} datagrams of {total['sentBytes']:,} bytes ({total['unsent']:,} not sent); {total['answers']:,} answers of {total['answerBytes']:,} bytes."
        f" The honest client got {beside / alone:.3f} of what it got alone. Resident at the end: {last:.1f} MiB.\n"
        "Both clients share a core, so times beside garbage hold the generator's own waits. Dropped: due while no place was free.\n")
