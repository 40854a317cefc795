"""What sessions of a transcription service weigh above an idle WebSocket of Kestrel's, and what is left of a thousand that are cut in the middle of a word."""
import contextlib
import sys
import time

from . import diagnostics, peers, processes, speech
from .usage import GENERATOR_CORE, SERVER_CORE

FEW, MANY = 200, 6200        # idle sessions
TALKING = 800                # talkers, held against a tenth of them
CUT = 1000                   # talkers that are cut
SETTLE = 1.5
MOST_COLLECTIONS, PAUSE, SAME = 8, 0.5, 0.005
CUT_WITHIN = 30.0            # until the server has noticed them all
# A small youngest generation, so that what is resident is what is needed; the same for every server.
VARIABLES = {"DOTNET_GCgen0size": "0x400000", "DOTNET_gcConcurrent": "0"}


def _resident(running, name):
    """What is resident after collections, once two of them in a row leave the same: the first may meet objects that the next can free, and the collector gives room back bit by bit."""
    time.sleep(SETTLE)
    readings = []
    for _ in range(MOST_COLLECTIONS):
        if not diagnostics.collect(running.pid, times=1, pause=PAUSE):
            raise peers.PeerError(f"{name} has no diagnostics port: its garbage cannot be told from what it needs (is DOTNET_EnableDiagnostics set?)")
        readings.append(processes.memory_bytes(running.pid)[0])
        if len(readings) > 2 and readings[-1] >= readings[-2] * (1 - SAME):
            break
    return min(readings)


def _threads(pid):
    count = 0
    for one in processes.tree(pid):
        with contextlib.suppress(OSError), open(f"/proc/{one}/status") as status:
            count += sum(int(line.split()[1]) for line in status if line.startswith("Threads:"))
    return count


def _difference(name, few, many, options):
    """(resident with few, with many): sessions of one kind in a server of their own, so that nothing that another kind frees hides what these need."""
    with speech.server(name, SERVER_CORE) as running, contextlib.ExitStack() as stack:
        with speech.holding(name, running.port, 20, "--period", str(speech.CHUNK_MS), core=GENERATOR_CORE):
            time.sleep(SETTLE)   # what is made once is made
        holders = [stack.enter_context(speech.holding(name, running.port, few, *options, core=GENERATOR_CORE))]
        at_few = _resident(running, name)
        holders.append(stack.enter_context(speech.holding(name, running.port, many - few, *options, core=GENERATOR_CORE, log="2")))
        at_many = _resident(running, name)
        for holder in holders:
            speech.lost(holder, name)
    return at_few, at_many


def _weigh(name, round_number, few, many, talking):
    at_few, at_many = _difference(name, few, many, ["--talking", "0", "--keepalive", "5"])
    row = {"subject": name, "case": "weight", "round": round_number, "few": few, "many": many, "talking": talking, "rssFew": at_few, "rssMany": at_many,
           "perIdle": (at_many - at_few) / (many - few), "perTalking": None}
    if talking:
        at_few, at_many = _difference(name, talking // 10, talking, ["--period", str(speech.CHUNK_MS)])
        row.update(rssTalkingFew=at_few, rssTalking=at_many, perTalking=(at_many - at_few) / (talking - talking // 10))
    print(f"  round {round_number} {name:12} {row['perIdle']:8.0f} B an idle session" + (f", {row['perTalking']:8.0f} B a talking one" if talking else ""), file=sys.stderr)
    return row


def _cut(name, round_number, talkers):
    """Talkers come, are killed with chunks in flight and words open, and what is then resident is held against what was before them."""
    talk = ["--period", str(speech.CHUNK_MS)]
    with speech.server(name, SERVER_CORE) as running:
        with speech.holding(name, running.port, talkers // 5, *talk, core=GENERATOR_CORE):
            time.sleep(SETTLE)   # compiled, pools and threads made
        _gone(running, name)
        before, threads, files = _resident(running, name), _threads(running.pid), processes.descriptors(running.pid)
        with speech.holding(name, running.port, talkers, *talk, core=GENERATOR_CORE) as holder:
            time.sleep(2)
            during, open_ = processes.memory_bytes(running.pid)[0], (speech.health(running.port, 20) or {}).get("active_sessions")
            speech.lost(holder, name)
            holder.process.kill()
            cut_at = time.monotonic()
        left = _gone(running, name)
        noticed = time.monotonic() - cut_at
        after = _resident(running, name)
        row = {"subject": name, "case": "cut", "round": round_number, "talkers": talkers, "openBefore": open_, "rssBefore": before, "rssDuring": during, "rssAfter": after,
               "sessionsLeft": left, "noticedSeconds": noticed, "threadsLeft": _threads(running.pid) - threads, "descriptorsLeft": processes.descriptors(running.pid) - files}
    print(f"  round {round_number} {name:12} {talkers} cut: {before / 2**20:.1f} MiB before, {during / 2**20:.1f} with them, {after / 2**20:.1f} after; sessions left {left}", file=sys.stderr)
    return row


def _gone(running, name):
    deadline = time.monotonic() + CUT_WITHIN
    while (left := (speech.health(running.port, 20) or {}).get("active_sessions")) != 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def compare(names, count, few=FEW, many=MANY, talking=TALKING, cut=CUT):
    speech.require(names)
    rows = []
    with speech.variables(VARIABLES):
        for r in range(1, count + 1):
            for name in names:
                rows.append(_weigh(name, r, few, many, talking if name == "millrace" else 0))
                if name == "millrace":
                    rows.append(_cut(name, r, cut))
    return rows
