"""Where and with what a comparison ran: enough to repeat it and to know when two pages must not be compared."""
import datetime
import os
import platform
import re
import shlex
import subprocess
import sys

from . import peers


def _run(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=peers.ROOT).stdout.strip() or None
    except (OSError, subprocess.TimeoutExpired):
        return None


def _read(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return None


def _cpu():
    info = _read("/proc/cpuinfo") or ""
    match = re.search(r"^model name\s*:\s*(.+)$", info, re.MULTILINE)
    return f"{match.group(1) if match else platform.processor()}, {os.cpu_count()} cores"


def _versions():
    system = _run("dpkg-query", "-W", "-f", "${Version}", "golang-github-gorilla-websocket-dev")
    ws = _read(os.path.join(peers.BUILT, "node", "node_modules", "ws", "package.json")) or ""
    runtimes = re.findall(r"Microsoft\.AspNetCore\.App (\S+)", _run("dotnet", "--list-runtimes") or "")
    return {
        "gcc": (_run("gcc", "--version") or "missing").splitlines()[0],
        "go": _read(os.path.join(peers.BUILT, "go", "version.txt")),
        "gorilla/websocket": system,
        "node": _run("node", "--version"),
        "ws": (re.search(r'"version":\s*"([^"]+)"', ws) or [None, None])[1],
        "rabbitmq-server": _run("dpkg-query", "-W", "-f", "${Version}", "rabbitmq-server"),
        "opentracker": _run("dpkg-query", "-W", "-f", "${Version}", "opentracker"),
        "ASP.NET Core": runtimes[-1] if runtimes else None,
        "python": platform.python_version(),
    }


def describe():
    memory = re.search(r"MemTotal:\s+(\d+)", _read("/proc/meminfo") or "")
    release = re.search(r'^PRETTY_NAME="?([^"\n]+)', _read("/etc/os-release") or "", re.MULTILINE)
    commit = _run("git", "rev-parse", "--short=12", "HEAD")
    return {
        "started": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "command": shlex.join(["python3"] + sys.argv),
        "commit": f"{commit}{' (with local changes)' if _run('git', 'status', '--porcelain') else ''}",
        "cpu": _cpu(),
        "memory": f"{int(memory.group(1)) // 1024} MiB" if memory else None,
        "kernel": f"{platform.system()} {platform.release()}",
        "os": release.group(1) if release else None,
        "clock source": _read("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
        "load average at start": (_read("/proc/loadavg") or "").rsplit(" ", 2)[0],
        "versions": _versions(),
        "variables": {k: v for k, v in sorted(os.environ.items()) if k.startswith("DOTNET_") or k in ("GOGC", "GOMAXPROCS", "GOMEMLIMIT", "NODE_OPTIONS")},
    }
