#!/usr/bin/env python3
"""Stands in for ./millrace in the driver's own tests: the command line and output of its contract, over the C peers."""
import json
import os
import signal
import subprocess
import sys
import time

BUILT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "artifacts", "peers", "c")
GO = os.path.join(BUILT, "..", "go")


def value(name, otherwise=None):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise


def serve():
    with subprocess.Popen([os.path.join(BUILT, "echo_server"), "--port", value("--port")], stdout=subprocess.PIPE, text=True) as server:
        port = server.stdout.readline().split()[1]
        ws = f"ws://127.0.0.1:{port}/ws/"
        print(json.dumps({"ready": True, "system": "gateway", "pid": server.pid, "addresses": {"ws": ws}, "admin": None}), flush=True)
        sys.stdin.read()   # the contract: it ends when its stdin does
        server.terminate()


def serve_with_backends():
    command = [os.path.join(GO, "gateway"), "--port", value("--port"), "--backend-port", value("--backend-port")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        _, port, backend = server.stdout.readline().split()
        addresses = {"ws": f"ws://127.0.0.1:{port}/ws/", "backend": f"tcp://127.0.0.1:{backend}"}
        print(json.dumps({"ready": True, "system": "gateway", "pid": server.pid, "addresses": addresses, "admin": None}), flush=True)
        sys.stdin.read()
        server.terminate()


def serve_tracker():
    with subprocess.Popen([os.path.join(BUILT, "udp_floor"), "--port", value("--port")], stdout=subprocess.PIPE, text=True) as server:
        addresses = {"udp": f"udp://127.0.0.1:{server.stdout.readline().split()[1]}"}
        print(json.dumps({"ready": True, "system": "tracker", "pid": server.pid, "addresses": addresses, "admin": None}), flush=True)
        sys.stdin.read()
        server.terminate()


def run_tracker():
    command = [os.path.join(BUILT, "udp_load"), "--port", value("--target").split(":")[2], "--fill", "0", "--seconds", value("--duration").rstrip("s"),
               "--warmup", value("--warmup").rstrip("s")]
    line = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    response = {"p50Ms": line["p50us"] / 1000, "p99Ms": line["p99us"] / 1000, "maxMs": line["maxus"] / 1000}
    seconds = line["seconds"]
    operations = {name: {"count": line[f"{name}s"], "ratePerSecond": line[f"{name}s"] / seconds, "errors": {}, "response": response} for name in ("connect", "announce", "scrape")}
    os.makedirs(value("--out"), exist_ok=True)
    with open(os.path.join(value("--out"), "run.json"), "w") as file:
        json.dump({"operations": operations, "accounting": {"lost": line["lost"]}, "generator": {"verdict": "valid"}}, file)


def subject():
    """The contract: a backend comes back to its gateway by itself, and ends on SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    command = [os.path.join(GO, "backend"), "--gateway", value("--backend").removeprefix("tcp://")]
    while True:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as backend:
            backend.wait()
        time.sleep(0.05)


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
    if sys.argv[2] == "tracker":
        {"serve": serve_tracker, "run": run_tracker}[sys.argv[1]]()
        sys.exit(0)
    {"serve": serve if "--echo" in sys.argv else serve_with_backends, "subject": subject, "run": run}[sys.argv[1]]()
