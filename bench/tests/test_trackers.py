"""UDP trackers against real processes on 127.0.0.1; needs the C peers that bench/peers/build.sh builds."""
import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from compare import peers, processes, trackers  # noqa: E402

LOAD = os.path.join(peers.BUILT, "c", "udp_load")
QUICK = ["--warmup", "0.1", "--seconds", "0.4", "--hashes", "50", "--peers", "10"]


def load(port, *options):
    return subprocess.run([LOAD, "--port", str(port), *QUICK, *options], capture_output=True, text=True, timeout=60)


@unittest.skipUnless(trackers.is_built("floor") and os.path.exists(LOAD), "the C peers are not built: run bench/peers/build.sh")
class Trackers(unittest.TestCase):
    def setUp(self):
        peers.Settings.millrace = os.path.join(HERE, "stand_in_millrace.py")
        self.addCleanup(setattr, peers.Settings, "millrace", peers.Settings.millrace)

    def test_every_answer_is_counted_under_its_action(self):
        with trackers.tracker("floor") as floor:
            line = json.loads(load(floor.port, "--mix", "50,30,20").stdout)
        self.assertEqual((0, 0, 0), (line["errors"], line["late"], line["lost"]))
        self.assertEqual(line["responses"], line["connects"] + line["announces"] + line["scrapes"])
        self.assertGreater(line["announces"], line["scrapes"])
        self.assertGreater(line["scrapes"], line["connects"])
        self.assertEqual(50, line["peersPerAnnounce"])

    def test_a_paced_run_keeps_its_schedule_or_says_what_it_dropped(self):
        with trackers.tracker("floor") as floor:
            line = json.loads(load(floor.port, "--rate", "1000").stdout)
        self.assertAlmostEqual(400, line["responses"] + line["dropped"] + line["lost"], delta=40)

    def test_nobody_there_is_said_in_a_sentence(self):
        with trackers.tracker("floor") as floor:
            port = floor.port
        ended = load(port)
        self.assertEqual((1, ""), (ended.returncode, ended.stdout))
        self.assertIn("0 of 16 sockets got a connection id", ended.stderr)

    def test_the_load_says_which_option_is_wrong(self):
        ended = load(1, "--mix", "80,15,6")
        self.assertEqual((2, "udp_load: --mix must be three percentages that make 100: announces,scrapes,connects\n"), (ended.returncode, ended.stderr))

    def test_the_hashes_for_an_allow_list_are_the_same_each_time(self):
        lists = [subprocess.run([LOAD, "--print-hashes", "20"], capture_output=True, text=True, check=True).stdout for _ in range(2)]
        self.assertEqual(*lists)
        self.assertEqual(20, len(set(lists[0].split())))
        self.assertTrue(all(len(line) == 40 for line in lists[0].split()))

    def test_trackers_alternate(self):
        rows = trackers.compare(["floor", "millrace"], rounds=1, seconds=0.3, warmup=0.1)
        self.assertEqual([(s, r) for r in (0, 1) for s in ("floor", "millrace")], [(row["subject"], row["round"]) for row in rows])
        self.assertTrue(all(row["perSecond"] > 0 and row["errors"] == 0 and row["serverMicros"] > 0 for row in rows))

    def test_half_load_is_half_of_each_ones_own_peak(self):
        rows = trackers.compare_half(["floor"], rounds=1, seconds=0.4, warmup=0.1)
        self.assertAlmostEqual(rows[0]["peak"] / 2, rows[0]["rate"], delta=1)

    def test_more_event_loops_are_held_against_one(self):
        rows = trackers.compare_shards([1, 2], 2000, rounds=1, seconds=0.3, warmup=0.1)
        self.assertEqual(["1 shard", "2 shards"] * 2, [row["subject"] for row in rows])

    def test_our_generator_is_driven_through_its_run_file(self):
        rows = trackers.compare_generators(["c", "millrace"], rounds=1, seconds=0.3, warmup=0.1)
        self.assertTrue(all(row["perSecond"] > 0 and row["generatorMicros"] > 0 for row in rows))
        self.assertEqual("valid", rows[1]["verdict"])

    @unittest.skipUnless(trackers.is_built("opentracker"), "opentracker is not installed")
    def test_opentracker_serves_the_hashes_of_the_load(self):
        with trackers.tracker("opentracker") as running:
            line = json.loads(load(running.port).stdout)
            group = running.pid
        self.assertEqual(0, line["errors"])
        self.assertGreater(line["peersPerAnnounce"], 4)
        self.assertFalse(processes.is_running_group(group))

    def test_what_cannot_be_compared_is_refused_by_name(self):
        with self.assertRaisesRegex(peers.PeerError, "'node' cannot be compared here; known are floor, opentracker, millrace"):
            trackers.require(["node"])

    def test_the_command_writes_its_report_and_its_rows(self):
        for mode, line in (("tracker", "| floor |"), ("tracker-half", "own peak/s"), ("tracker-generator", "generator CPU us/answer")):
            out = os.path.join(peers.BUILT, "logs", f"test-{mode}")
            command = [sys.executable, os.path.join(HERE, "..", "side-by-side.py"), mode, "--servers", "floor", "--generators", "c", "--rounds", "1", "--seconds", "0.2",
                       "--warmup", "0.1", "--out", out]
            ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
            self.assertEqual(0, ended.returncode, ended.stderr)
            with open(os.path.join(out, "report.md")) as report:
                self.assertIn(line, report.read())


if __name__ == "__main__":
    unittest.main()
