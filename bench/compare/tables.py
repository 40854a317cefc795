"""Rows of rounds to medians with spread, to ratios per round, to Markdown. Pure: no files, no clock."""
import statistics


def spread(values, form="{:,.0f}"):
    """Median and range, as `median (min-max)`."""
    values = [v for v in values if v is not None]
    if not values:
        return "-"
    return f"{form.format(statistics.median(values))} ({form.format(min(values))}-{form.format(max(values))})"


def of(rows, subject, key):
    return [row[key] for row in rows if row["subject"] == subject and row["round"] > 0]


def table(head, lines):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] + ["| " + " | ".join(line) + " |" for line in lines])


QUIET = 0.05   # the driver's own sampling is within this


def weather(rows):
    """What other programs took of the two cores meanwhile: a comparison says itself whether its absolutes mean anything."""
    shares = [row["othersShare"] for row in rows if row["round"] > 0]
    text = f"Other programs took {statistics.median(shares):.0%} of the two cores (median of the rounds; worst {max(shares):.0%})."
    if statistics.median(shares) > QUIET:
        text += (" **The machine was not quiet: rates are lower bounds, times upper bounds of what these programs do, and ratios of them are rough;"
                 " processor time per round trip holds best.**")
    return text


def subjects(rows):
    return list(dict.fromkeys(row["subject"] for row in rows))


def ratios(rows, key, subject, other):
    """subject / other, round by round: both halves of a ratio saw the same weather."""
    by_round = {(row["subject"], row["round"]): row[key] for row in rows if row["round"] > 0}
    return [value / by_round[other, r] for (name, r), value in by_round.items() if name == subject and by_round.get((other, r))]


def ratio_spread(values):
    small = bool(values) and min(values) < 0.1
    return spread(values, "{:.4f}" if small else "{:.2f}")


def ratio_table(rows, key, title):
    names = subjects(rows)
    if len(names) < 2:
        return ""
    lines = [[name] + ["1" if name == other else ratio_spread(ratios(rows, key, name, other)) for other in names] for name in names]
    return f"\n{title}: row divided by column within each round, median (min-max) of the rounds.\n\n" + table([""] + names, lines) + "\n"


def throughput(rows, cost):
    """cost: the processor time that tells the subjects apart, serverMicros or generatorMicros."""
    text = "\n" + weather(rows) + "\n"
    for clients in dict.fromkeys(row["clients"] for row in rows):
        some = [row for row in rows if row["clients"] == clients]
        lines = [[name, spread(of(some, name, "perSecond")), spread([v / 1000 for v in of(some, name, "p50us")], "{:.2f}"),
                  spread([v / 1000 for v in of(some, name, "p99us")], "{:.2f}"), f"{max(of(some, name, 'maxus')) / 1000:.1f}",
                  f"{sum(of(some, name, 'errors')):.0f}", spread(of(some, name, "serverBusy"), "{:.2f}"),
                  spread(of(some, name, "generatorBusy"), "{:.2f}"), spread(of(some, name, "serverMicros"), "{:.2f}"),
                  spread(of(some, name, "generatorMicros"), "{:.2f}")] for name in subjects(some)]
        text += f"\n## {clients} clients\n\n" + table(
            ["", "round trips/s", "p50 ms", "p99 ms", "worst ms", "errors", "server busy", "generator busy",
             "server CPU us/trip", "generator CPU us/trip"], lines) + "\n"
        text += ratio_table(some, "perSecond", "Round trips per second") + ratio_table(some, "p99us", "99th percentile")
        text += ratio_table(some, cost, "Processor time per round trip of what is compared")
    return text + ("\nBusy: share of its one core in the busiest second. A closed loop is limited by the side that is near 1; if neither is,"
                   " something else used the cores.\nCPU us/trip: processor time of the whole run, connecting included, per round trip.\n")


def idle(rows):
    text = ""
    for clients in dict.fromkeys(row["clients"] for row in rows):
        for kind in dict.fromkeys(row["kind"] for row in rows):
            some = [row for row in rows if row["clients"] == clients and row["kind"] == kind]
            lines = [[name, spread(of(some, name, "rssPerConnection")), spread(of(some, name, "pssPerConnection")),
                      spread([v / 2**20 for v in of(some, name, "rssBefore")], "{:.1f}"),
                      spread([v / 2**20 for v in of(some, name, "rssAfter")], "{:.1f}")] for name in subjects(some)]
            text += f"\n## {clients} idle connections, {kind}s\n\n" + table(
                ["", "Rss per connection, B", "Pss per connection, B", "Rss before, MiB", "Rss with all, MiB"], lines) + "\n"
            text += ratio_table(some, "rssPerConnection", "Rss per connection")
    return text + ("\nBefore: after ten connections were opened and closed (servers), or with ten connections (generators)."
                   " Kernel memory of the sockets is not included.\n")


def start(rows):
    lines = [[name, spread(of(rows, name, "acceptMs"), "{:.1f}"), spread(of(rows, name, "upgradeMs"), "{:.1f}")] for name in subjects(rows)]
    return "\n" + table(["", "first connection accepted, ms", "first handshake completed, ms"], lines) + "\n" + ratio_table(
        rows, "acceptMs", "Time to the first accepted connection")


def environment(facts):
    flat = [(k, v) for k, v in facts.items() if k not in ("versions", "variables", "command") and v]
    flat += [("versions", ", ".join(f"{k} {v}" for k, v in facts["versions"].items() if v))]
    flat += [("variables", ", ".join(f"{k}={v}" for k, v in facts["variables"].items()) or "none set")]
    return "\n".join(f"- {k}: {v}" for k, v in flat) + f"\n\n```\n{facts['command']}\n```\n"
