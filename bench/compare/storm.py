"""A reconnect storm: a gateway is killed and started again, and all of its clients come back by themselves."""
import json
import os
import sys
import time

from . import peers, stacks
from .usage import GENERATOR_CORE, SERVER_CORE, Usage

LIMIT = 60   # seconds until a client that is not back is given up


def _round(name, clients, round_number):
    with stacks.stack(name, SERVER_CORE) as running:
        command = [os.path.join(peers.BUILT, "c", "storm"), "--port", str(running.port), "--clients", str(clients), "--path", stacks.ROOM,
                   "--sources", "4", "--limit", str(LIMIT)]
        storm = peers.Process(command, GENERATOR_CORE, "storm")
        try:
            held = storm.line(timeout=90).split()
            if held != ["holding", str(clients)]:
                raise peers.PeerError(f"only {held[-1]} of {clients} clients could connect to '{name}'")
            time.sleep(1)
            killed = time.monotonic()
            running.kill_gateway()
            running.start_gateway()
            ready = time.monotonic() - killed
            if name in stacks.GATEWAYS and not running.reconnects:
                running.start_backend()
            usage = Usage(running.pids)
            figures = json.loads(storm.line(timeout=LIMIT + 60))
        finally:
            storm.stop()
        server, generator, others = usage.read()
    row = {"subject": name, "clients": clients, "round": round_number, **figures, "readySeconds": ready, "othersShare": others}
    for time_of in ("firstBackSeconds", "allBackSeconds", "stormSeconds"):
        row[time_of] = None if figures[time_of] < 0 else figures[time_of]   # below 0: it did not happen, and is no time to average
    row["afterReadySeconds"] = None if row["allBackSeconds"] is None else max(0.0, row["allBackSeconds"] - ready)
    row["serverMicros"], row["generatorMicros"] = server * 1e6 / clients, generator * 1e6 / clients
    back = f"only {figures['back']} back" if row["allBackSeconds"] is None else f"all back {row['allBackSeconds']:6.2f} s after the kill"
    print(f"  round {round_number} {name:10} {clients} clients  {back}, listening after {ready:5.2f} s"
          f"  refused {figures['refused']} (twice {figures['refusedTwice']})  others {others:.0%}", file=sys.stderr)
    return row


def compare(names, clients, rounds):
    stacks.require(names, stacks.NAMES)
    return [_round(name, clients, r) for r in range(1, rounds + 1) for name in names]
