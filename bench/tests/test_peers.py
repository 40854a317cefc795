"""Against real processes on 127.0.0.1; needs the C peers that bench/peers/build.sh builds."""
import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from compare import idle, peers, processes, rounds, startup  # noqa: E402

LOAD = os.path.join(peers.BUILT, "c", "load")


def load(port, *options):
    return subprocess.run([LOAD, "--port", str(port), "--warmup", "0.1", "--seconds", "0.4", *options], capture_output=True, text=True, timeout=60)


@unittest.skipUnless(peers.is_built("server", "c") and peers.is_built("generator", "c"), "the C peers are not built: run bench/peers/build.sh")
class Peers(unittest.TestCase):
    def setUp(self):
        peers.Settings.millrace = os.path.join(HERE, "stand_in_millrace.py")
        self.addCleanup(os.sched_setaffinity, 0, os.sched_getaffinity(0))

    def test_the_c_client_counts_every_round_trip_once(self):
        with peers.server("c") as server:
            line = json.loads(load(server.port, "--clients", "20", "--window", "8").stdout)
        self.assertEqual(0, line["errors"])
        self.assertGreater(line["roundTrips"], 100)
        self.assertAlmostEqual(line["roundTrips"] / 0.4, line["perSecond"], delta=1)
        self.assertLessEqual(line["p50us"], line["p99us"])
        self.assertLessEqual(line["p99us"], line["maxus"])

    def test_a_paced_run_keeps_its_schedule_or_says_what_it_dropped(self):
        with peers.server("c") as server:
            line = json.loads(load(server.port, "--clients", "10", "--rate", "50", "--window", "16").stdout)
        self.assertAlmostEqual(200, line["roundTrips"] + line["dropped"], delta=20)

    def test_the_c_client_says_which_option_is_wrong(self):
        ended = load(1, "--clients", "0")
        self.assertEqual((2, "load: --clients must be 1..100000\n"), (ended.returncode, ended.stderr))

    def test_a_server_that_is_not_there_is_an_error_and_no_result(self):
        ended = load(1)
        self.assertNotEqual(0, ended.returncode)
        self.assertEqual("", ended.stdout)
        self.assertIn("refused", ended.stderr.lower())

    def test_a_peer_that_does_not_start_shows_its_own_words(self):
        with self.assertRaisesRegex(peers.PeerError, "bind to 127.0.0.1"):
            with peers.server("c") as first, peers.server("c", port=first.port):
                pass

    def test_an_unknown_peer_is_refused_by_name(self):
        with self.assertRaisesRegex(peers.PeerError, "unknown server 'rust'; known are c, go, node, kestrel, millrace"):
            peers.require("server", ["rust"])

    def test_servers_alternate_and_millrace_is_read_by_its_contract(self):
        rows = rounds.compare_servers(["c", "millrace"], [5], rounds=2, seconds=0.3, warmup=0.1)
        self.assertEqual([("c", 0), ("millrace", 0), ("c", 1), ("millrace", 1), ("c", 2), ("millrace", 2)], [(r["subject"], r["round"]) for r in rows])
        self.assertTrue(all(r["perSecond"] > 0 and r["errors"] == 0 for r in rows))

    def test_the_run_file_of_the_millrace_generator_becomes_the_common_figures(self):
        rows = rounds.compare_generators(["millrace"], [5], rounds=1, seconds=0.3, warmup=0.1)
        self.assertGreater(rows[1]["roundTrips"], 5)   # the echo operation, not the five connects
        self.assertEqual("valid", rows[1]["verdict"])
        self.assertEqual(0, rows[1]["errors"])

    def test_idle_memory_is_read_through_a_wrapper(self):
        self.addCleanup(setattr, idle, "SETTLE", idle.SETTLE)
        idle.SETTLE = 0.2
        rows = idle.compare(["millrace"], ["millrace"], [5000], rounds=1)
        self.assertEqual(["server", "generator"], [r["kind"] for r in rows])
        self.assertTrue(all(r["rssAfter"] > r["rssBefore"] > 2**20 for r in rows))

    def test_start_measures_accept_before_upgrade(self):
        rows = startup.compare(["c"], rounds=1)
        self.assertTrue(all(0 < r["acceptMs"] <= r["upgradeMs"] < 10_000 for r in rows))

    def test_no_child_outlives_its_comparison(self):
        with peers.server("millrace") as server:
            children = processes.tree(server.pid)
        self.assertGreaterEqual(len(children), 2)   # the wrapper and what it started
        self.assertFalse(processes.is_running_group(server.pid))


if __name__ == "__main__":
    unittest.main()
