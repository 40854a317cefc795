"""The Live comparison's tables, and its client against real processes on 127.0.0.1 where bench/peers/build.sh has built them."""
import json
import os
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare import diagnostics, goals, live, live_tables, peers, processes, rounds  # noqa: E402


def row(subject, round_number, rate, busy=1.0, errors=0):
    return {"subject": subject, "round": round_number, "clients": 100, "perSecond": rate, "p50us": 100, "p99us": 2000, "maxus": 9000, "errors": errors, "serverBusy": busy,
            "generatorBusy": 0.5, "serverMicros": 5.0, "generatorMicros": 6.0, "othersShare": 0.01, "bytesUp": 29.0, "bytesDown": 37.0}


def memory_row(subject, items, per_session, held=18000):
    return {"subject": subject, "items": items, "round": 1, "few": 3000, "many": 18000, "held": held, "rssFew": 1, "rssMany": 2**27, "perSession": per_session}


def run_file(p99=1.5, errors=0, evicted=0, failed=0, generator="valid"):
    table = {"connections": (["Attempted", "Failed", "Evicted"], [500, failed, evicted]), "protocol": (["Bytes per event", "Bytes per patch frame"], [28.9, 37.1]),
             "gc": (["Share of wall time"], [0.2])}
    return {"operations": {"connect": {"count": 5}, "event": {"count": 300000, "ratePerSecond": 5000.0, "errors": {"lost": errors}, "response": {"p50Ms": 0.3, "p99Ms": p99, "maxMs": 9}}},
            "tables": [{"name": name, "columns": [{"name": c} for c in columns], "rows": [cells]} for name, (columns, cells) in table.items()], "generator": {"verdict": generator}, "verdict": {"outcome": "pass"}}


class Tables(unittest.TestCase):
    def test_half_of_the_echo_is_met_and_less_is_missed(self):
        self.assertNotIn("MISSED", live_tables.saturation([row("kestrel", 1, 100), row("millrace", 1, 50)]))
        self.assertTrue(goals.missed(live_tables.saturation([row("kestrel", 1, 100), row("millrace", 1, 49)])))

    def test_a_round_in_which_the_client_was_the_limit_or_something_failed_measures_nothing(self):
        for unfit in (row("kestrel", 1, 100, busy=0.5), row("kestrel", 1, 100, errors=1)):
            self.assertIn("NOT MEASURED", live_tables.saturation([unfit, row("millrace", 1, 90)]))
        text = live_tables.saturation([row("kestrel", 1, 100, busy=0.5), row("millrace", 1, 90), row("kestrel", 2, 200), row("millrace", 2, 120)])
        self.assertIn("| 0.60 (0.60-0.60), 1 of 2 rounds | at least 0.5 | met |", text)

    def test_memory_counts_from_the_leaner_echo(self):
        text = live_tables.memory([memory_row("kestrel-lean", 0, 4000), memory_row("kestrel", 0, 9000), memory_row("millrace", 10, 12000), memory_row("millrace", 100, 50000)])
        self.assertIn("| bytes above an idle WebSocket, list of 10 | 8,000 (8,000-8,000) | at most 8,192 | met |", text)
        self.assertIn("| bytes above an idle WebSocket, list of 100 | 46,000 (46,000-46,000) | at most 40,960 | **MISSED** |", text)

    def test_a_session_that_was_not_held_is_seen(self):
        self.assertTrue(goals.missed(live_tables.memory([memory_row("kestrel-lean", 0, 4000), memory_row("millrace", 10, 5000, held=17999)])))

    def test_a_run_file_is_read_by_its_contract(self):
        one = live.profile_row(run_file(), "stress", 1, 0)
        self.assertEqual((5000.0, 1.5, 0, 0, 28.9, 37.1, 0.2), tuple(one[key] for key in (
            "perSecond", "p99ms", "errors", "evicted", "bytesPerEvent", "bytesPerPatchFrame", "pausePercent")))
        self.assertFalse(goals.missed(live_tables.profiles([{**one, "othersShare": 0.0}])))

    def test_what_was_not_measured_is_missed(self):
        one = {**live.profile_row({}, "fast", 1, 1), "othersShare": 0.0}
        text = live_tables.profiles([one])
        self.assertIn("| fast: p99, ms | no figure | at most 2 | **NOT MEASURED** |", text)
        self.assertIn("| fast: outcome of the run (exit code) | nothing (1) | pass (0) | **MISSED** |", text)

    def test_an_error_or_an_eviction_is_missed(self):
        for wrong in (run_file(errors=1), run_file(evicted=1), run_file(failed=1), run_file(p99=10.1), run_file(generator="generator-limited")):
            self.assertTrue(goals.missed(live_tables.profiles([{**live.profile_row(wrong, "stress", 1, 0), "othersShare": 0.0}])))

    def test_a_run_that_ended_badly_is_missed_whatever_its_figures(self):
        self.assertTrue(goals.missed(live_tables.profiles([{**live.profile_row(run_file(), "stress", 1, 1), "othersShare": 0.0}])))

    def test_a_refusal_of_the_diagnostics_port_is_no_collection(self):
        done = diagnostics.MAGIC + struct.pack("<HBBH", 28, 0xFF, 0, 0) + bytes(range(8))
        self.assertEqual(bytes(range(8)), diagnostics.session_of(done))
        with self.assertRaisesRegex(peers.PeerError, "refused"):
            diagnostics.session_of(done[:17] + b"\xff" + done[18:])

    def test_a_message_to_the_diagnostics_port_says_its_length(self):
        sent = diagnostics.collect_request()
        self.assertEqual((b"DOTNET_IPC_V1\0", len(sent)), (sent[:14], struct.unpack_from("<H", sent, 14)[0]))


@unittest.skipUnless(live.built_peers(), "the peers are not built: run bench/peers/build.sh")
class Clients(unittest.TestCase):
    def test_the_client_says_which_option_is_wrong(self):
        ended = subprocess.run([live.CLIENT, "--port", "1", "--kind", "rust"], capture_output=True, text=True, timeout=60)
        self.assertEqual((2, "live_load: --kind must be echo, live or blazor\n"), (ended.returncode, ended.stderr))

    def test_a_server_that_is_not_there_is_an_error_and_no_result(self):
        ended = subprocess.run([live.CLIENT, "--port", "1", "--kind", "live", "--clients", "2"], capture_output=True, text=True, timeout=60)
        self.assertNotEqual(0, ended.returncode)
        self.assertEqual("", ended.stdout)

    def test_every_peer_gives_each_session_its_token_back(self):
        for name in live.built_peers():
            with self.subTest(name), live.server(name) as server, live.load(name, server.port, 10, 0.5, 0.2, items=10) as (_, result):
                figures = result()
                self.assertEqual(0, figures["errors"])
                self.assertGreater(figures["roundTrips"], 10)
                json.dumps(figures)

    def test_idle_sessions_are_held_and_their_server_can_be_made_to_collect(self):
        with live.server("kestrel-lean") as server:
            before = processes.descriptors(server.pid)
            with live.holding("kestrel-lean", server.port, 50, 10):
                self.assertGreaterEqual(processes.descriptors(server.pid), before + 50)
                self.assertTrue(diagnostics.collect(server.pid, times=1, pause=0.2))

    def test_servers_alternate(self):
        rows = live.compare(["kestrel-lean", "kestrel"], [5], 1, 0.3, 0.1, 10)
        self.assertEqual([("kestrel-lean", 0), ("kestrel", 0), ("kestrel-lean", 1), ("kestrel", 1)], [(r["subject"], r["round"]) for r in rows])
        self.assertIn("kestrel-lean", live_tables.saturation(rows))
        self.assertTrue(callable(rounds.measure))


if __name__ == "__main__":
    unittest.main()
