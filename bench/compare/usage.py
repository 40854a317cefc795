"""What a measured stretch of time cost: processor time of the server's side, of the generator, and of everybody else."""
import resource
import time

from . import processes

SERVER_CORE, GENERATOR_CORE = 0, 1


def _children_cpu_seconds():
    """Processor time of every child that has ended and been waited for; servers live on, so a difference is one generator's."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Usage:
    """Counts from its construction; read it once the generator has been waited for and while the server still lives."""

    def __init__(self, server_pids):
        self._pids = server_pids
        self._server, self._generator = processes.cpu_seconds(*server_pids), _children_cpu_seconds()
        self._cores, self._begun = processes.core_seconds((SERVER_CORE, GENERATOR_CORE)), time.monotonic()

    def read(self):
        """(server's seconds, generator's seconds, share of both cores that others took)."""
        server = processes.cpu_seconds(*self._pids) - self._server
        generator = _children_cpu_seconds() - self._generator
        used = processes.core_seconds((SERVER_CORE, GENERATOR_CORE)) - self._cores
        return server, generator, max(0.0, (used - server - generator) / (2 * (time.monotonic() - self._begun)))
