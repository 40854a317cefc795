"""The AMQP client beside its peers on a real RabbitMQ: a private node on core 0, bench/Millrace.Bench.Amqp on core 1, rounds alternating inside of it."""
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile

from . import peers
from .usage import GENERATOR_CORE, SERVER_CORE, Usage

NODE = os.path.join(peers.ROOT, "bench", "rabbitmq-node")
BENCH = os.path.join(peers.ROOT, "artifacts", "bin", "Millrace.Bench.Amqp", "release", "Millrace.Bench.Amqp")
TITLES = {
    "publish": "Fire-and-forget publishing",
    "confirmed": "Confirmed publishing, one message outstanding a task",
    "consumers": "Consumers with a queue and a channel each",
    "rst": "A reset of the connection under fire-and-forget load",
    "waiters": "A reset of the connection under confirmed load",
    "partition": "A partition of 3 s under confirmed load",
    "pool": "A pool of 100 channels",
    "soak": "Kills under confirmed load",
}
MODES = ["amqp"] + [f"amqp-{name}" for name in TITLES]


def steps(mode, rounds, seconds, kills):
    """[(step, arguments of the bench)]. All of them share one node; a step alone is measured more widely than in the set."""
    counts = ["--rounds", str(rounds), "--seconds", f"{seconds:g}"]
    few, brief = ["--rounds", str(min(rounds, 3))], ["--seconds", f"{min(seconds, 1):g}"]
    each = {
        "publish": ["publish", *counts, "--warmup", "0.3"],
        "confirmed": ["confirmed", *counts, "--warmup", "0.3"],
        "consumers": ["consumers", *counts],
        "rst": ["rst", "--tasks", "10,100,900", *few],
        "waiters": ["rst", "--confirm", "yes", "--tasks", "10,100,900", *few],
        "partition": ["partition", "--tasks", "10,100", *few],
        "pool": ["pool", *counts],
        "soak": ["soak", "--kills", str(kills)],
    }
    if mode != "amqp":
        return [(mode.removeprefix("amqp-"), each[mode.removeprefix("amqp-")])]
    # What the peer does in seconds is seen well enough once; the goals there are milliseconds of ours; what no goal speaks of is left to the steps alone.
    each["confirmed"] += ["--tasks", "100,300,900"]
    each["consumers"] += ["--tasks", "900"]
    each["rst"] = ["rst", "--tasks", "10,100,900", "--rounds", "1"]
    each["waiters"] += ["--subjects", "ours"]
    each["partition"] = ["partition", "--tasks", "100", "--rounds", "2", "--subjects", "ours"]
    each["pool"] = ["pool", *few, *brief]
    return list(each.items())


@contextlib.contextmanager
def _node():
    process = subprocess.Popen([NODE, "--json", "--until-eof", "--cpu", str(SERVER_CORE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if not line:
            raise peers.PeerError(f"no RabbitMQ: {NODE} ended with {process.wait()}")
        yield json.loads(line)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _run(step, arguments, node, folder):
    """The rows of one step as the bench writes them, each with what other programs took meanwhile; what goes on is printed as it comes."""
    print(f"\n--- {step}: {' '.join(arguments)}", file=sys.stderr, flush=True)
    usage = Usage([node["pid"]])
    out = os.path.join(folder, step)
    words = [BENCH, *arguments[:1], "--uri", node["uri"], "--json", out, *arguments[1:]]
    # The pool is for two cores, and the broker has nothing to do with it.
    ended = subprocess.run(([] if step == "pool" else ["taskset", "-c", str(GENERATOR_CORE)]) + words, stdout=sys.stderr, check=False)
    _, _, others = usage.read()
    rows = []
    for name in sorted(os.listdir(folder)):
        if name == step or name.startswith(f"{step}."):
            with open(os.path.join(folder, name)) as file:
                held = name.removeprefix(step).lstrip(".")
                rows += [row | {"step": step, "othersShare": others} | ({"held": held} if held else {}) for row in json.load(file)]
    if ended.returncode not in (0, 1) or not rows:
        raise peers.PeerError(f"{step}: the bench ended with exit code {ended.returncode}")
    return rows, ended.returncode == 0


def compare(mode, rounds, seconds, kills, more):
    """(rows, [steps in which something did not hold: a call failed, a message was lost, a soak was violated])"""
    if not os.path.exists(BENCH):
        raise peers.PeerError(f"{BENCH} is missing: dotnet build -c Release bench/Millrace.Bench.Amqp")
    rows, unsound = [], []
    with _node() as node, tempfile.TemporaryDirectory() as folder:
        for step, arguments in steps(mode, rounds, seconds, kills):
            some, is_sound = _run(step, arguments + more, node, folder)
            rows += some
            unsound += [] if is_sound else [step]
    return rows, unsound
