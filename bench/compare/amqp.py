"""The AMQP client beside its peers on a real RabbitMQ: a private node on core 0, bench/Millrace.Bench.Amqp on core 1, rounds alternating inside of it."""
import contextlib
import json
import os
import signal
import subprocess
import tempfile

from . import peers
from .usage import GENERATOR_CORE, SERVER_CORE

NODE = os.path.join(peers.ROOT, "bench", "rabbitmq-node")
BENCH = os.path.join(peers.ROOT, "artifacts", "bin", "Millrace.Bench.Amqp", "release", "Millrace.Bench.Amqp")
COMMANDS = {   # mode: (command, title, what a ratio to the first subject is printed of)
    "amqp-publish": ("publish", "Fire-and-forget publishing", ["perSecond", "p50us", "p99us", "cpuus"]),
    "amqp-confirmed": ("confirmed", "Confirmed publishing, one message outstanding a task", ["perSecond", "p50us", "p99us", "cpuus"]),
    "amqp-consumers": ("consumers", "Consumers with a queue and a channel each", ["startMs", "perSecond", "p50us", "p99us"]),
    "amqp-rst": ("rst", "After a reset of the connection", ["lastBackMs"]),
    "amqp-partition": ("partition", "After a partition", ["lastBackMs"]),
    "amqp-pool": ("pool", "A pool of 100 channels", ["perSecond", "cpuNs"]),
    "amqp-soak": ("soak", "Kills under confirmed load", []),
}
MODES = list(COMMANDS)


@contextlib.contextmanager
def _node(pinned):
    process = subprocess.Popen([NODE, "--json", "--until-eof"] + (["--cpu", str(SERVER_CORE)] if pinned else []), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if not line:
            raise peers.PeerError(f"no RabbitMQ: {NODE} ended with {process.wait()}")
        yield json.loads(line)["uri"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def compare(mode, count, seconds, arguments):
    """Rows as the bench writes them; what goes on is printed as it comes."""
    if not os.path.exists(BENCH):
        raise peers.PeerError(f"{BENCH} is missing: dotnet build -c Release bench/Millrace.Bench.Amqp")
    command, _, _ = COMMANDS[mode]
    pinned = command != "pool"   # two cores, and the broker has nothing to do
    with _node(pinned) as uri, tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "rows.json")
        words = [BENCH, command, "--uri", uri, "--rounds", str(count), "--seconds", str(seconds), "--json", out, *arguments]
        ended = subprocess.run((["taskset", "-c", str(GENERATOR_CORE)] if pinned else []) + words, check=False)
        if ended.returncode != 0:
            raise peers.PeerError(f"the bench ended with exit code {ended.returncode}")
        rows = []
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name)) as file:
                held = name.removeprefix("rows.json").lstrip(".")
                rows += [row | ({"held": held} if held else {}) for row in json.load(file)]
        return rows
