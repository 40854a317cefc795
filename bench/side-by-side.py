#!/usr/bin/env python3
"""Compares Millrace's servers and generators with thin peers on this machine, all load on 127.0.0.1.

  bench/side-by-side.py server                      servers vary, the C client drives them
  bench/side-by-side.py generator                   generators vary, the C server answers them
  bench/side-by-side.py idle                        memory per idle connection, servers and generators
  bench/side-by-side.py start                       time from exec to the first accepted connection
  bench/side-by-side.py fanout                      a room: deliveries/s and the last member's time, held against a plain loop of send()
  bench/side-by-side.py backend                     round trips client, gateway, backend, gateway, client
  bench/side-by-side.py slow                        a room in which some never read: what the others notice, and the server's memory
  bench/side-by-side.py storm                       a gateway is killed and started again: when all its clients are back
  bench/side-by-side.py proxy                       the idle fault proxy: rate with 64 KB messages against the direct one, and the round trip it adds
  bench/side-by-side.py tracker                     UDP trackers at their peak: ours, opentracker and a floor that keeps nothing
  bench/side-by-side.py tracker-half                their times at half of each one's own peak
  bench/side-by-side.py tracker-shards              what an answer costs with one and with two event loops
  bench/side-by-side.py tracker-generator           our generator and the C one against the floor
  bench/side-by-side.py tracker-garbage             an honest client alone, and beside ten million datagrams of garbage
  bench/side-by-side.py amqp                        our AMQP client, RabbitMQ.Client plainly and raw frames on a real RabbitMQ: all of the next line,
                                                    briefly, held against their goals; --soak adds the whole count of kills
  bench/side-by-side.py amqp-publish                one of them alone, more widely; also amqp-confirmed, amqp-consumers, amqp-rst, amqp-waiters,
                                                    amqp-partition, amqp-pool, amqp-soak
  bench/side-by-side.py live                        server-driven pages: events/s of ours, Blazor Server, and Kestrel's WebSocket echo as the floor
  bench/side-by-side.py live-memory                 memory per idle session with a list of 10 and of 100, above Kestrel's idle WebSocket; 18,000 held
  bench/side-by-side.py live-profiles               `millrace run live` with its profiles fast, standard and stress, held against their goals
  bench/side-by-side.py speech                      streaming transcription, 100, 200 and 300 users in closed loop: ours, the original (--original), Kestrel's echo
  bench/side-by-side.py speech-realtime             500, 750 and 1,000 streams in real time on one core, binary and base64; 5,000 held of which a tenth talks
  bench/side-by-side.py speech-memory               memory per idle and per talking session above Kestrel's idle WebSocket; 1,000 cut in the middle of a word
  bench/side-by-side.py http                        generators of plain HTTP: `millrace run http`, wrk and hey against one file of nginx
  bench/side-by-side.py speech-startup              time from exec until it answers

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

from compare import (amqp, amqp_tables, environment, gateway_tables, gateways, goals, idle, live, live_tables, peers, proxy, rounds, speech, speech_memory, speech_startup, speech_tables,
                     stacks, startup, storm, tables, tracker_tables, trackers, webs)


ROOM_MODES = {   # with what each compares by default
    "fanout": ["c", "go", "node", "go-gateway", "reference", "millrace"], "backend": stacks.GATEWAYS,
    "slow": ["c", "go", "millrace"], "storm": ["go-gateway", "millrace"],
}


TRACKER_MODES = ["tracker", "tracker-half", "tracker-shards", "tracker-generator", "tracker-garbage"]


def names(text):
    return [name for name in text.split(",") if name]


def placings(text):
    wrong = [name for name in names(text) if name not in gateways.PLACINGS]
    if wrong or not names(text):
        raise argparse.ArgumentTypeError(f"{wrong[0] if wrong else 'nothing'} is none of {', '.join(gateways.PLACINGS)}")
    return names(text)


def whole_numbers(text):
    values = [int(value) for value in text.split(",")]
    if not values or not all(0 < value <= 1024 for value in values):
        raise argparse.ArgumentTypeError("each number must be 1..1024")
    return values


def counts(text):
    values = [int(value) for value in text.split(",")]
    if not values or not all(0 < value <= 19000 for value in values):
        raise argparse.ArgumentTypeError("each number of clients must be 1..19000")
    return values


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["server", "generator", "idle", "start", "proxy"] + list(ROOM_MODES) + TRACKER_MODES + amqp.MODES + live.MODES + speech.MODES + webs.MODES)
    parser.add_argument("--servers", type=names, help=f"of {','.join(peers.SERVER_NAMES)}, with rooms and backends of {','.join(stacks.NAMES)}, of trackers {','.join(trackers.NAMES)}, of pages {','.join(live.NAMES)}, of transcription {','.join(speech.NAMES)}; default: all that are built and can do it")
    parser.add_argument("--generators", type=names, help=f"of {','.join(peers.GENERATOR_NAMES)}; of HTTP {','.join(webs.NAMES)}; default: all that are built")
    parser.add_argument("--clients", type=counts, help="numbers of connections; default 100,1000, for idle 5000,18000, fanout 1000, slow and storm 5000, speech 100,200,300, speech-realtime 500,750,1000")
    parser.add_argument("--rounds", type=int, help="measured rounds; default 5, for idle and slow 3, for start 20, speech-startup 10")
    parser.add_argument("--seconds", type=float, help="measured seconds of one round (default 10, for slow 25, fanout, backend and trackers 5, speech 4, proxy 3)")
    parser.add_argument("--warmup", type=float, help="seconds before them in every round (default 2, in rooms and with backends 4, for speech 1)")
    parser.add_argument("--windows", type=whole_numbers, default=[1, 8], help="fanout: messages in flight (default 1,8)")
    parser.add_argument("--placings", type=placings, default=["pinned", "free"], help=f"backend: of {','.join(gateways.PLACINGS)} (default pinned,free)")
    parser.add_argument("--slow", type=int, default=1000, help="slow: how many of the clients never read (default 1000)")
    parser.add_argument("--rate", type=float, default=10, help="slow: messages a second to the room (default 10)")
    parser.add_argument("--payload", type=int, default=16000, help="slow: bytes of a message (default 16000: buffers fill within seconds)")
    parser.add_argument("--tracker-rate", type=float, default=40_000, help="tracker-shards: requests a second (default 40000)")
    parser.add_argument("--garbage", type=int, default=10_000_000, help="tracker-garbage: datagrams of garbage (default 10000000)")
    parser.add_argument("--garbage-rate", type=int, default=50_000, help="tracker-garbage: how many of them a second (default 50000)")
    parser.add_argument("--shards", type=whole_numbers, default=[1, 2], help="tracker-shards: numbers of event loops (default 1,2)")
    parser.add_argument("--run", default="", metavar="OPTIONS", help="tracker-generator, live-profiles: more options for `millrace run`, in one word")
    parser.add_argument("--backend", choices=["millrace", "go"], default=stacks.Settings.backend, help="whose echo backend stands behind millrace")
    parser.add_argument("--serve", default="", metavar="OPTIONS", help="more options for `millrace serve gateway` (or tracker, live, speech), in one word")
    parser.add_argument("--original", metavar="COMMAND", help="speech: starts the service whose API ours is, in one word with {port} in it, such as 'env PYTHONPATH=src python3 -m uvicorn app:app --port {port}'")
    parser.add_argument("--held", type=int, default=5000, help="speech-realtime: connections of which a tenth talks, 0 for none (default 5000)")
    parser.add_argument("--reference", metavar="PATH", help="a broker with the plain backend protocol, --ws-port and --tcp-port, to measure too")
    parser.add_argument("--millrace", default=peers.Settings.millrace, metavar="PATH", help="the millrace program (default ./millrace)")
    parser.add_argument("--millrace-idle", default=peers.Settings.millrace_idle, metavar="OPTIONS", help="its options for idle connections")
    parser.add_argument("--bench", default="", metavar="OPTIONS", help="amqp: more options for bench/Millrace.Bench.Amqp, in one word, such as '--tasks 900 --subjects peer,ours'")
    parser.add_argument("--soak", action="store_true", help="amqp: 1000 kills in place of 100")
    parser.add_argument("--kills", type=int, help="amqp, amqp-soak: how many (default 100 in the set, 1000 with --soak and alone)")
    parser.add_argument("--items", type=whole_numbers, help="live: items in the page's list (default 20); live-memory: lengths of lists (default 10,100)")
    parser.add_argument("--profiles", type=names, default=["fast", "standard", "stress"], help="live-profiles: which (default fast,standard,stress)")
    parser.add_argument("--out", help="folder for result.json and report.md (default results/side-by-side/<time>-<mode>)")
    options = parser.parse_args()
    if options.seconds is None:
        options.seconds = {"slow": 25, "fanout": 5, "proxy": 3, "backend": 5, **dict.fromkeys(TRACKER_MODES, 5), **dict.fromkeys(amqp.MODES, 3), "amqp": 1.5, **dict.fromkeys(speech.MODES, 4)}.get(options.mode, 10)
    if options.warmup is None:
        options.warmup = 4 if options.mode in ROOM_MODES else 1 if options.mode in speech.MODES else 2
    if options.rounds is not None and options.rounds < 1 or options.seconds <= 0 or options.warmup < 0:
        parser.error("--rounds and --seconds must be positive, --warmup not negative")
    if options.kills is None:
        options.kills = 100 if options.mode == "amqp" and not options.soak else 1000
    if options.kills < 1:
        parser.error("--kills must be positive")
    if options.mode == "amqp" and options.bench:
        parser.error("--bench is for one of the amqp-... modes: the commands of the set have options of their own each")
    if options.slow < 0 or not 0 < options.rate <= 10_000 or not 16 <= options.payload <= 65535:
        parser.error("--slow must not be negative, --rate must be 0..10000 and --payload 16..65535")
    if not 1 <= options.garbage <= 1_000_000_000 or not 1 <= options.garbage_rate <= 10_000_000:
        parser.error("--garbage must be 1..1000000000 and --garbage-rate 1..10000000")
    if options.held != 0 and not 10 <= options.held <= 19000:
        parser.error("--held must be 0 or 10..19000")
    if not 0 < options.tracker_rate <= 10_000_000:
        parser.error("--tracker-rate must be 0..10000000")
    trackers.Settings.serve, trackers.Settings.run = options.serve, options.run
    live.Settings.serve = options.serve
    speech.Settings.serve, speech.Settings.original = options.serve, options.original
    stacks.Settings.backend, stacks.Settings.serve = options.backend, options.serve
    stacks.Settings.reference = os.path.abspath(options.reference) if options.reference else None
    peers.Settings.millrace, peers.Settings.millrace_idle = os.path.abspath(options.millrace), options.millrace_idle
    if options.mode in ROOM_MODES:
        options.servers = options.servers or [name for name in ROOM_MODES[options.mode] if stacks.is_built(name)]
    elif options.mode in TRACKER_MODES:
        options.servers = options.servers or [name for name in trackers.NAMES if trackers.is_built(name)]
    elif options.mode in live.MODES:
        leave = {"live": ["kestrel-lean"], "live-memory": ["millrace-rendered"], "live-profiles": []}[options.mode]
        options.servers = options.servers or [name for name in live.NAMES if live.is_built(name) and name not in leave]
    elif options.mode in speech.MODES:
        options.servers = options.servers or [name for name in speech.DEFAULTS[options.mode] if speech.is_built(name)]
    elif options.servers is None:
        options.servers = [name for name in peers.SERVER_NAMES if peers.is_built("server", name)]
    if options.generators is None and options.mode in webs.MODES:
        options.generators = [name for name in webs.NAMES if webs.is_built(name)]
    if options.generators is None and options.mode == "tracker-generator":
        options.generators = trackers.GENERATORS
    if options.generators is None:
        options.generators = [name for name in peers.GENERATOR_NAMES if peers.is_built("generator", name)]
    return options


def only_one(clients, otherwise):
    if clients and len(clients) > 1:
        raise peers.PeerError("this mode takes one number of --clients")
    return clients[0] if clients else otherwise


def measure_trackers(options):
    count, seconds, warmup = options.rounds or 5, options.seconds, options.warmup
    if options.mode == "tracker":
        rows = trackers.compare(options.servers, count, seconds, warmup)
        return "UDP trackers side by side, driven by the C client", rows, tracker_tables.peak(rows)
    if options.mode == "tracker-half":
        rows = trackers.compare_half(options.servers, count, seconds, warmup)
        return "UDP trackers at half of their own peak", rows, tracker_tables.half(rows)
    if options.mode == "tracker-shards":
        rows = trackers.compare_shards(options.shards, options.tracker_rate, count, seconds, warmup)
        return f"A tracker with {' and '.join(str(n) for n in options.shards)} event loops at {options.tracker_rate:,.0f} requests/s", rows, tracker_tables.shards(rows)
    if options.mode == "tracker-garbage":
        rate = min(options.tracker_rate, 10_000)
        rows = trackers.compare_garbage(options.garbage, options.garbage_rate, rate, seconds, warmup)
        return f"An honest client of {rate:,.0f} requests/s beside {options.garbage:,} datagrams of garbage", rows, tracker_tables.garbage(rows)
    rows = trackers.compare_generators(options.generators, count, seconds, warmup)
    return "Tracker generators side by side, against the C floor", rows, tracker_tables.peak(rows, "generatorMicros", "c")


def measure_live(options):
    if options.mode == "live":
        items = (options.items or [20])[0]
        rows = live.compare(options.servers, options.clients or [100], options.rounds or 5, options.seconds, options.warmup, items)
        return f"Server-driven pages side by side, a list of {items}", rows, live_tables.saturation(rows)
    if options.mode == "live-memory":
        counts = options.clients or [live.FEW, live.MANY]
        if len(counts) != 2 or counts[0] >= counts[1]:
            raise peers.PeerError("live-memory takes two numbers of --clients, the smaller one first")
        rows = live.compare_memory(options.servers, counts, options.rounds or 3, options.items or [10, 100])
        return "Memory of idle sessions", rows, live_tables.memory(rows)
    rows = live.compare_profiles(options.profiles, options.rounds or 3, options.run.split())
    return "The profiles of `millrace run live`", rows, live_tables.profiles(rows)


def measure_speech(options):
    count = options.rounds or 5
    if options.mode == "speech":
        rows = speech.compare(options.servers, options.clients or [100, 200, 300], count, options.seconds, options.warmup)
        return "Streaming transcription side by side", rows, speech_tables.closed(rows)
    if options.mode == "speech-realtime":
        rows = speech.compare_realtime(options.servers, options.clients or [500, 750, 1000], options.held, count, options.seconds, options.warmup)
        return "Streams of speech in real time, on one core", rows, speech_tables.realtime(rows)
    if options.mode == "speech-memory":
        rows = speech_memory.compare(options.servers, count)
        return "Memory of transcription sessions", rows, speech_tables.memory(rows)
    rows = speech_startup.compare(options.servers, options.rounds or 10)
    return "From exec to a transcription service that answers", rows, speech_tables.startup(rows)


def measure(options):
    """Returns (title, rows, Markdown of the tables)."""
    if options.mode in TRACKER_MODES:
        return measure_trackers(options)
    if options.mode in live.MODES:
        return measure_live(options)
    if options.mode in speech.MODES:
        return measure_speech(options)
    if options.mode in webs.MODES:
        rows = webs.compare(options.generators, options.clients or [100], options.rounds or 5, options.seconds, options.warmup)
        return "Generators of HTTP side by side, against one worker of nginx", rows, webs.report(rows)
    if options.mode in amqp.MODES:
        title = amqp.TITLES.get(options.mode.removeprefix("amqp-"), "The AMQP client")
        rows, options.unsound = amqp.compare(options.mode, options.rounds or 5, options.seconds, options.kills, options.bench.split())
        return f"{title}, on RabbitMQ", rows, amqp_tables.compare(rows, options.unsound)
    if options.mode == "server":
        rows = rounds.compare_servers(options.servers, options.clients or [100, 1000], options.rounds or 5, options.seconds, options.warmup)
        return "Servers side by side, driven by the C client", rows, tables.throughput(rows, "serverMicros")
    if options.mode == "generator":
        rows = rounds.compare_generators(options.generators, options.clients or [100, 1000], options.rounds or 5, options.seconds, options.warmup)
        return "Generators side by side, against the C server", rows, tables.throughput(rows, "generatorMicros")
    if options.mode == "proxy":
        rows = proxy.compare(options.rounds or 5, options.seconds)
        return "The idle fault proxy", rows, proxy.report(rows)
    if options.mode == "idle":
        rows = idle.compare(options.servers, options.generators, options.clients or [5000, 18000], options.rounds or 3)
        return "Memory per idle connection", rows, tables.idle(rows)
    if options.mode == "fanout":
        rows = gateways.compare_fanout(options.servers, options.clients or [1000], options.windows, options.rounds or 5, options.seconds, options.warmup)
        return "One message to a whole room, side by side", rows, gateway_tables.fanout(rows)
    if options.mode == "backend":
        rows = gateways.compare_backend(options.servers, options.clients or [100, 1000], options.placings, options.rounds or 5, options.seconds, options.warmup)
        return "Round trips through a backend, side by side", rows, gateway_tables.backend(rows)
    if options.mode == "slow":
        clients = only_one(options.clients, 5000)
        if options.slow >= clients:
            raise peers.PeerError(f"--slow {options.slow} leaves none of {clients} clients to read")
        rows = gateways.compare_slow(options.servers, clients, options.slow, options.rate, options.payload, options.rounds or 3, options.seconds, options.warmup)
        title = f"{options.slow:,} of {clients:,} clients never read; {options.payload:,} bytes {options.rate:g} times a second to all"
        return title, rows, gateway_tables.slow(rows)
    if options.mode == "storm":
        clients = only_one(options.clients, 5000)
        rows = storm.compare(options.servers, clients, options.rounds or 5)
        return f"{clients:,} clients come back to a server that was killed", rows, gateway_tables.storm(rows)
    rows = startup.compare(options.servers, options.rounds or 20)
    return "Time to the first accepted connection", rows, tables.start(rows)


def main():
    options = parse()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("side-by-side.py: needs two cores, one for each side")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))   # unwinds, so that every child ends

    facts, begun = environment.describe(), time.monotonic()
    out = options.out or os.path.join(peers.ROOT, "results", "side-by-side", f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{options.mode}")
    try:
        title, rows, text = measure(options)
    except peers.PeerError as error:
        sys.exit(f"side-by-side.py: {error}")
    report = f"# {title}\n\n{tables.environment(facts)}{text}\nThe comparison took {time.monotonic() - begun:.0f} s.\n"
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "result.json"), "w") as file:
        json.dump({"mode": options.mode, "environment": facts, "parameters": vars(options), "rows": rows}, file, indent=1)
    with open(os.path.join(out, "report.md"), "w") as file:
        file.write(report)
    print(report)
    if options.mode in live.MODES + speech.MODES and goals.missed(text):
        options.unsound = ["the goals"]
    print(f"written to {os.path.relpath(out)}/", file=sys.stderr)
    if getattr(options, "unsound", None):
        sys.exit(f"side-by-side.py: something did not hold in {', '.join(options.unsound)}")


if __name__ == "__main__":
    main()
