"""Rooms, backends, slow readers and storms against real processes on 127.0.0.1; needs the C and Go peers that bench/peers/build.sh builds."""
import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from compare import gateways, peers, processes, stacks, storm  # noqa: E402

SINK = os.path.join(peers.BUILT, "c", "sink")


@unittest.skipUnless(os.path.exists(SINK) and stacks.is_built("c") and stacks.is_built("go-gateway"), "the C and Go peers are not built: run bench/peers/build.sh")
class Gateways(unittest.TestCase):
    def setUp(self):
        peers.Settings.millrace = os.path.join(HERE, "stand_in_millrace.py")
        self.addCleanup(setattr, stacks.Settings, "backend", stacks.Settings.backend)

    def test_the_sink_sees_every_message_at_every_member_once(self):
        with stacks.stack("c") as room:
            figures = peers.sink(room.port, stacks.ROOM, 40, 0.4, 0.1, options=["--window", "4"])
        self.assertEqual(0, gateways.errors_of(figures))
        self.assertEqual(figures["published"] * 40, figures["delivered"])
        self.assertEqual((figures["published"],) * 2, (figures["leastPerMember"], figures["mostPerMember"]))
        self.assertGreater(figures["messages"], 10)
        self.assertLessEqual(figures["firstP50us"], figures["lastP50us"])

    def test_a_paced_sink_keeps_its_schedule(self):
        with stacks.stack("c") as room:
            figures = peers.sink(room.port, stacks.ROOM, 10, 0.5, 0.5, options=["--rate", "100"])
        self.assertAlmostEqual(100, figures["published"], delta=2)

    def test_members_that_never_read_hold_nobody_up_and_are_not_counted(self):
        with stacks.stack("c") as room:
            figures = peers.sink(room.port, stacks.ROOM, 10, 0.8, 0.2, options=["--rate", "100", "--payload", "16000", "--slow", "5"])
        self.assertEqual((5, 0), (figures["slow"], gateways.errors_of(figures)))
        self.assertEqual(figures["published"] * 10, figures["delivered"])

    def test_a_message_that_never_arrives_ends_the_sink_with_a_sentence_and_no_result(self):
        with peers.server("c") as echo:   # echoes to the publisher alone: the other members wait in vain
            ended = subprocess.run([SINK, "--port", str(echo.port), "--members", "3", "--seconds", "30"], capture_output=True, text=True, timeout=60)
        self.assertEqual((1, ""), (ended.returncode, ended.stdout))
        self.assertIn("stalled: 2 of 3 members still miss message 0", ended.stderr)

    def test_a_server_that_refuses_ends_the_sink_with_its_status(self):
        gateway = stacks.Stack("go-gateway", None)   # without a backend every client gets 503
        self.addCleanup(gateway.stop)
        gateway.start_gateway()
        ended = subprocess.run([SINK, "--port", str(gateway.port), "--members", "3"], capture_output=True, text=True, timeout=60)
        self.assertEqual(1, ended.returncode)
        self.assertIn("the server answered the handshake with 503", ended.stderr)

    def test_the_sink_says_which_option_is_wrong(self):
        ended = subprocess.run([SINK, "--port", "1", "--payload", "3"], capture_output=True, text=True, timeout=60)
        self.assertEqual((2, "sink: --payload must be 16..65535\n"), (ended.returncode, ended.stderr))

    def test_rooms_alternate_and_millrace_is_started_with_its_backend(self):
        rows = gateways.compare_fanout(["c", "millrace"], [20], [1, 2], rounds=1, seconds=0.3, warmup=0.1)
        self.assertEqual([(s, w, r) for w in (1, 2) for r in (0, 1) for s in ("c", "millrace")], [(r["subject"], r["window"], r["round"]) for r in rows])
        self.assertTrue(all(r["perSecond"] > 0 and r["errors"] == 0 and r["serverMicros"] > 0 for r in rows))

    def test_round_trips_pass_through_the_backend_wherever_it_is_placed(self):
        rows = gateways.compare_backend(["millrace"], [5], ["split", "free"], rounds=1, seconds=0.3, warmup=0.1)
        self.assertEqual(["split", "split", "free", "free"], [r["placing"] for r in rows])
        self.assertTrue(all(r["perSecond"] > 0 and r["errors"] == 0 for r in rows))

    def test_slow_readers_are_held_against_the_same_without_them(self):
        rows = gateways.compare_slow(["c"], clients=12, slow=4, rate=50, payload=16000, rounds=1, seconds=0.5, warmup=0.1)
        self.assertEqual([("readers alone", 8, 0), ("all read", 12, 0), ("some never read", 8, 4)], [(r["case"], r["members"], r["slow"]) for r in rows])
        self.assertTrue(all(r["errors"] == 0 and r["peakBytes"] > 2**19 for r in rows))

    def test_after_a_storm_everybody_is_back_and_the_backend_came_by_itself(self):
        rows = storm.compare(["millrace"], clients=50, rounds=1)
        self.assertEqual((50, 50, 0), (rows[0]["dropped"], rows[0]["back"], rows[0]["droppedAgain"]))
        self.assertGreaterEqual(rows[0]["allBackSeconds"], rows[0]["firstBackSeconds"])
        self.assertLess(rows[0]["allBackSeconds"], storm.LIMIT)

    def test_a_killed_gateway_keeps_its_ports(self):
        with stacks.stack("go-gateway") as running:
            ports = (running.port, running.backend_port)
            running.kill_gateway()
            running.start()
            self.assertEqual(ports, (running.port, running.backend_port))
            self.assertEqual(101, stacks.handshake_status(running.port, stacks.ECHO))

    def test_nothing_outlives_its_stack(self):
        with stacks.stack("millrace") as running:
            groups = running.pids
        self.assertEqual(2, len(groups))
        self.assertFalse(any(processes.is_running_group(group) for group in groups))

    def test_what_cannot_be_compared_is_refused_by_name(self):
        with self.assertRaisesRegex(peers.PeerError, "'node' cannot be compared here; known are go-gateway, reference, millrace"):
            stacks.require(["node"], stacks.GATEWAYS)
        with self.assertRaisesRegex(peers.PeerError, "'reference' is not built: give --reference PATH"):
            stacks.require(["reference"], stacks.GATEWAYS)

    def test_the_command_writes_its_report_and_its_rows(self):
        out = os.path.join(peers.BUILT, "logs", "test-fanout")
        command = [sys.executable, os.path.join(HERE, "..", "side-by-side.py"), "fanout", "--servers", "c", "--clients", "10", "--windows", "2", "--rounds", "1",
                   "--seconds", "0.2", "--warmup", "0.1", "--out", out]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
        self.assertEqual(0, ended.returncode, ended.stderr)
        with open(os.path.join(out, "report.md")) as report:
            self.assertIn("## A room of 10, 2 messages in flight", report.read())
        with open(os.path.join(out, "result.json")) as result:
            self.assertEqual([0, 1], [row["round"] for row in json.load(result)["rows"]])


if __name__ == "__main__":
    unittest.main()
