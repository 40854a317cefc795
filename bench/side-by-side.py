#!/usr/bin/env python3
"""Compares Millrace's gateway and generator with thin peers on this machine, all load on 127.0.0.1.

  bench/side-by-side.py server                      servers vary, the C client drives them
  bench/side-by-side.py generator                   generators vary, the C server answers them
  bench/side-by-side.py idle                        memory per idle connection, servers and generators
  bench/side-by-side.py start                       time from exec to the first accepted connection

Servers run on core 0 and generators on core 1. After a warm-up round, rounds alternate A B C A B C ...; tables show medians
with their range, and ratios within a round. Writes result.json and report.md. Build the peers first: bench/peers/build.sh
"""
import argparse
import json
import os
import resource
import signal
import sys
import time

from compare import environment, idle, peers, rounds, startup, tables


def names(text):
    return [name for name in text.split(",") if name]


def counts(text):
    values = [int(value) for value in text.split(",")]
    if not values or not all(0 < value <= 19000 for value in values):
        raise argparse.ArgumentTypeError("each number of clients must be 1..19000")
    return values


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["server", "generator", "idle", "start"])
    parser.add_argument("--servers", type=names, help=f"of {','.join(peers.SERVER_NAMES)}; default: all that are built")
    parser.add_argument("--generators", type=names, help=f"of {','.join(peers.GENERATOR_NAMES)}; default: all that are built")
    parser.add_argument("--clients", type=counts, help="numbers of connections; default 100,1000, for idle 5000,18000")
    parser.add_argument("--rounds", type=int, help="measured rounds; default 5, for idle 3, for start 20")
    parser.add_argument("--seconds", type=float, default=10, help="measured seconds of one round (default 10)")
    parser.add_argument("--warmup", type=float, default=2, help="seconds before them in every round (default 2)")
    parser.add_argument("--millrace", default=peers.Settings.millrace, metavar="PATH", help="the millrace program (default ./millrace)")
    parser.add_argument("--millrace-idle", default=peers.Settings.millrace_idle, metavar="OPTIONS", help="its options for idle connections")
    parser.add_argument("--out", help="folder for result.json and report.md (default results/side-by-side/<time>-<mode>)")
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 1 or options.seconds <= 0 or options.warmup < 0:
        parser.error("--rounds and --seconds must be positive, --warmup not negative")
    peers.Settings.millrace, peers.Settings.millrace_idle = os.path.abspath(options.millrace), options.millrace_idle
    if options.servers is None:
        options.servers = [name for name in peers.SERVER_NAMES if peers.is_built("server", name)]
    if options.generators is None:
        options.generators = [name for name in peers.GENERATOR_NAMES if peers.is_built("generator", name)]
    return options


def measure(options):
    """Returns (title, rows, Markdown of the tables)."""
    if options.mode == "server":
        rows = rounds.compare_servers(options.servers, options.clients or [100, 1000], options.rounds or 5, options.seconds, options.warmup)
        return "Servers side by side, driven by the C client", rows, tables.throughput(rows, "serverMicros")
    if options.mode == "generator":
        rows = rounds.compare_generators(options.generators, options.clients or [100, 1000], options.rounds or 5, options.seconds, options.warmup)
        return "Generators side by side, against the C server", rows, tables.throughput(rows, "generatorMicros")
    if options.mode == "idle":
        rows = idle.compare(options.servers, options.generators, options.clients or [5000, 18000], options.rounds or 3)
        return "Memory per idle connection", rows, tables.idle(rows)
    rows = startup.compare(options.servers, options.rounds or 20)
    return "Time to the first accepted connection", rows, tables.start(rows)


def main():
    options = parse()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("side-by-side.py: needs two cores, one for each side")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))   # unwinds, so that every child ends

    facts = environment.describe()
    out = options.out or os.path.join(peers.ROOT, "results", "side-by-side", f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{options.mode}")
    try:
        title, rows, text = measure(options)
    except peers.PeerError as error:
        sys.exit(f"side-by-side.py: {error}")
    report = f"# {title}\n\n{tables.environment(facts)}{text}"
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "result.json"), "w") as file:
        json.dump({"mode": options.mode, "environment": facts, "parameters": vars(options), "rows": rows}, file, indent=1)
    with open(os.path.join(out, "report.md"), "w") as file:
        file.write(report)
    print(report)
    print(f"written to {os.path.relpath(out)}/", file=sys.stderr)


if __name__ == "__main__":
    main()
