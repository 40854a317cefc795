#!/usr/bin/env python3
"""Stands in for ./millrace in the driver's own tests: the command line and output of its contract, over the C peers."""
import json
import os
import subprocess
import sys

BUILT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "artifacts", "peers", "c")


def value(name, otherwise=None):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise


def serve():
    with subprocess.Popen([os.path.join(BUILT, "echo_server"), "--port", value("--port")], stdout=subprocess.PIPE, text=True) as server:
        port = server.stdout.readline().split()[1]
        ws = f"ws://127.0.0.1:{port}/ws/"
        print(json.dumps({"ready": True, "system": "gateway", "pid": server.pid, "addresses": {"ws": ws}, "admin": None}), flush=True)
        sys.stdin.read()   # the contract: it ends when its stdin does
        server.terminate()


def run():
    port = value("--target").split(":")[2].split("/")[0]
    command = [os.path.join(BUILT, "load"), "--port", port, "--clients", value("--clients")]
    if "--think" in sys.argv:
        subprocess.run(command + ["--idle"], check=True)
        return
    command += ["--seconds", value("--duration").rstrip("s"), "--warmup", value("--warmup").rstrip("s")]
    line = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    response = {"p50Ms": line["p50us"] / 1000, "p99Ms": line["p99us"] / 1000, "maxMs": line["maxus"] / 1000}
    operations = {
        "connect": {"count": line["clients"], "ratePerSecond": 1, "errors": {}, "response": response},
        "echo": {"count": line["roundTrips"], "ratePerSecond": line["perSecond"], "errors": {"timeout": 0, "closed": line["errors"]}, "response": response},
    }
    os.makedirs(value("--out"), exist_ok=True)
    with open(os.path.join(value("--out"), "run.json"), "w") as file:
        json.dump({"operations": operations, "generator": {"verdict": "valid"}}, file)


if __name__ == "__main__":
    serve() if sys.argv[1] == "serve" else run()
