"""What /proc says about a process and its descendants: processor time, memory, descriptors."""
import contextlib
import os
import threading
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """The process and all its descendants: a wrapper script must not hide the program it starts."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{thread}/children") as children:
                    found += [int(child) for child in children.read().split()]
    return found


def is_running_group(group):
    """Whether a process of the group still runs; one that has ended and only waits for its parent does not."""
    for pid in os.listdir("/proc"):
        if pid.isdigit():
            with contextlib.suppress(OSError):
                with open(f"/proc/{pid}/stat") as stat:
                    state, _, of = stat.read().rsplit(")", 1)[1].split()[:3]
                if int(of) == group and state not in "ZX":
                    return True
    return False


def cpu_seconds(*pids):
    total = 0
    for one in [one for pid in pids for one in tree(pid)]:
        with contextlib.suppress(OSError):
            with open(f"/proc/{one}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS_PER_SECOND


def memory_bytes(pid):
    """(Rss, Pss) summed over the tree."""
    rss = pss = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            with open(f"/proc/{one}/smaps_rollup") as rollup:
                for line in rollup:
                    if line.startswith("Rss:"):
                        rss += int(line.split()[1]) * 1024
                    elif line.startswith("Pss:"):
                        pss += int(line.split()[1]) * 1024
    return rss, pss


def peak_memory_bytes(pid):
    """The most that was resident at any time, summed over the tree (each process at its own worst)."""
    total = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            with open(f"/proc/{one}/status") as status:
                total += sum(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    return total


def kernel_tcp_bytes():
    """What the kernel holds for the sockets of the whole machine."""
    with open("/proc/net/sockstat") as stat:
        for line in stat:
            if line.startswith("TCP:"):
                fields = line.split()
                return int(fields[fields.index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def descriptors(pid):
    count = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            count += len(os.listdir(f"/proc/{one}/fd"))
    return count


def core_seconds(cores):
    """What all programs together have used of these cores. Interrupts are left out: here they are mostly the loopback traffic itself."""
    total = 0
    with open("/proc/stat") as stat:
        for line in stat:
            fields = line.split()
            if fields[0] in [f"cpu{core}" for core in cores]:
                user, nice, system, _, _, _, _, steal = (int(field) for field in fields[1:9])
                total += user + nice + system + steal
    return total / TICKS_PER_SECOND


class Sampler(threading.Thread):
    """Calls sample() four times a second while it is entered or until finish()."""

    def __init__(self):
        super().__init__(daemon=True)
        self._done = threading.Event()

    def run(self):
        while not self._done.wait(0.25):
            self.sample()

    def finish(self):
        self._done.set()
        self.join()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.finish()


class BusiestSecond(Sampler):
    """The share of one core that each side (a list of processes) used in its busiest second: tells which was the limit of a closed loop."""

    def __init__(self, pids):
        super().__init__()
        self._pids = pids
        self._samples = {name: [] for name in pids}

    def sample(self):
        for name, pids in self._pids.items():
            self._samples[name].append((time.monotonic(), cpu_seconds(*pids)))

    def shares(self):
        self.finish()
        return {name: max((round((cpu - samples[i][1]) / (now - samples[i][0]), 2) for i, (now, cpu) in enumerate(samples[4:])), default=None)
                for name, samples in self._samples.items()}
