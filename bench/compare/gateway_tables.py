"""Rows of rooms, round trips through a backend, slow readers and storms to Markdown. Pure: no files, no clock."""
import statistics

from . import tables

FLOOR = "c"
WHERE = {
    "pinned": "gateway and backend on core 0, generator on core 1", "split": "gateway on core 0, backend and generator on core 1",
    "free": "all three on both cores, placed by the kernel",
}


def _millis(rows, subject, key):
    return [value / 1000 for value in tables.of(rows, subject, key)]


def _mebibytes(rows, subject, key):
    return [value / 2**20 for value in tables.of(rows, subject, key)]


def _to(rows, key, name, other):
    """The ratio column: `1` for the one that the others are held against, a dash where that one was not measured."""
    return "1" if name == other else tables.ratio_spread(tables.ratios(rows, key, name, other))


def fanout(rows):
    text = "\n" + tables.weather(rows) + "\n"
    for clients, window in dict.fromkeys((row["clients"], row["window"]) for row in rows):
        some = [row for row in rows if (row["clients"], row["window"]) == (clients, window)]
        lines = [[name, tables.spread(tables.of(some, name, "perSecond")), _to(some, "perSecond", name, FLOOR),
                  tables.spread(_millis(some, name, "lastP50us"), "{:.2f}"), tables.spread(_millis(some, name, "lastP99us"), "{:.2f}"),
                  _to(some, "lastP99us", name, FLOOR), tables.spread(_millis(some, name, "firstP50us"), "{:.2f}"),
                  f"{sum(tables.of(some, name, 'errors')):.0f}", tables.spread(tables.of(some, name, "serverBusy"), "{:.2f}"),
                  tables.spread(tables.of(some, name, "generatorBusy"), "{:.2f}"), tables.spread(tables.of(some, name, "serverMicros"), "{:.2f}"),
                  _to(some, "serverMicros", name, FLOOR)] for name in tables.subjects(some)]
        text += f"\n## A room of {clients:,}, {window} message{'s' if window > 1 else ''} in flight\n\n" + tables.table(
            ["", "deliveries/s", "to the floor", "last member p50 ms", "last member p99 ms", "to the floor", "first member p50 ms", "errors",
             "server busy", "sink busy", "server CPU us/delivery", "to the floor"], lines) + "\n"
    return text + ("\nEvery member must get every message once and in order; errors are messages lost, doubled, changed or never published, and members that were dropped."
                   "\nThe floor `c` sends each message in a plain loop of send(). Server: gateway and backend together, on one core. Ratios are taken within a round."
                   "\nBusy: share of its one core in the busiest second. CPU us/delivery: processor time of the whole run, joining included.\n")


def backend(rows, goal=25_000):
    text = "\n" + tables.weather(rows) + "\n"
    for clients, placing in dict.fromkeys((row["clients"], row["placing"]) for row in rows):
        some = [row for row in rows if (row["clients"], row["placing"]) == (clients, placing)]
        lines = [[name, tables.spread(tables.of(some, name, "perSecond")), _to(some, "perSecond", name, "go-gateway"),
                  tables.spread(_millis(some, name, "p50us"), "{:.2f}"), tables.spread(_millis(some, name, "p99us"), "{:.2f}"), _to(some, "p99us", name, "go-gateway"),
                  f"{sum(tables.of(some, name, 'errors')):.0f}", tables.spread(tables.of(some, name, "serverBusy"), "{:.2f}"),
                  tables.spread(tables.of(some, name, "generatorBusy"), "{:.2f}"), tables.spread(tables.of(some, name, "serverMicros"), "{:.2f}"),
                  "yes" if statistics.median(tables.of(some, name, "perSecond")) >= goal else "no"] for name in tables.subjects(some)]
        text += f"\n## {clients:,} clients, {WHERE[placing]}\n\n" + tables.table(
            ["", "round trips/s", "to go-gateway", "p50 ms", "p99 ms", "to go-gateway", "errors", "servers busy", "generator busy", "servers CPU us/trip",
             f"{goal:,}/s"], lines) + "\n"
    return text + ("\nA round trip: client, gateway, backend, gateway, client; the C client compares every byte that comes back, and a silent or dropped client is an error."
                   "\nBusy: share of one core (of both where the kernel places) in the busiest second. CPU us/trip: gateway and backend, whole run.\n")


def slow(rows):
    text = "\n" + tables.weather(rows) + "\n"
    for name in tables.subjects(rows):
        some = [{**row, "subject": row["case"]} for row in rows if row["subject"] == name]
        lines = [[case, tables.spread(_millis(some, case, "eachP99us"), "{:.2f}"), tables.spread(_millis(some, case, "lastP50us"), "{:.2f}"),
                  tables.spread(_millis(some, case, "lastP99us"), "{:.2f}"), _to(some, "lastP99us", case, "readers alone"), _to(some, "lastP99us", case, "all read"),
                  tables.spread(_mebibytes(some, case, "peakBytes")), tables.spread(_mebibytes(some, case, "kernelBytes")),
                  tables.spread(tables.of(some, case, "closedSlow")), f"{sum(tables.of(some, case, 'errors')):.0f}",
                  tables.spread(tables.of(some, case, "serverBusy"), "{:.2f}")] for case in tables.subjects(some)]
        text += f"\n## {name}\n\n" + tables.table(
            ["", "each delivery p99 ms", "last reader p50 ms", "last reader p99 ms", "to readers alone", "to all read", "server's peak MiB", "kernel's TCP MiB",
             "slow ones closed", "errors of readers", "server busy"], lines) + "\n"
    return text + ("\nPeak: the most that was resident in the server's process. Kernel: the most that TCP sockets held, of both sides, above what they held before."
                   "\nNothing is expected of those who never read; errors count the readers' messages only.\n")


def storm(rows):
    lines = [[name, tables.spread(tables.of(rows, name, "allBackSeconds"), "{:.2f}"), tables.spread(tables.of(rows, name, "readySeconds"), "{:.2f}"),
              tables.spread(tables.of(rows, name, "afterReadySeconds"), "{:.2f}"), tables.spread(_millis(rows, name, "handshakeP99us"), "{:.1f}"),
              tables.spread(tables.of(rows, name, "refused")), f"{max(tables.of(rows, name, 'refusedTwice'))}", tables.spread(tables.of(rows, name, "unreachable")),
              tables.spread(tables.of(rows, name, "cutShort")), f"{sum(row['clients'] - row['back'] for row in rows if row['subject'] == name)}",
              f"{sum(tables.of(rows, name, 'droppedAgain'))}"] for name in tables.subjects(rows)]
    return "\n" + tables.weather(rows) + "\n\n" + tables.table(
        ["", "all back, s", "listening again, s", "all back after that, s", "handshake p99 ms", "refused", "clients refused twice", "no listener", "cut short",
         "never back", "dropped again"], lines) + (
        "\n\nThe server is killed (SIGKILL) and started again at once. Times count from the kill; a client tries again at once, then after 50 ms, doubling to 1 s, less up to half at random."
        "\nRefused: an HTTP answer other than 101. No listener: attempts while nobody listened. Cut short: a connection that ended during its handshake.\n")
