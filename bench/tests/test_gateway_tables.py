import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare import gateway_tables  # noqa: E402

COMMON = {"othersShare": 0.01, "serverBusy": 0.9, "generatorBusy": 0.5, "serverMicros": 4.0, "errors": 0}


def room(subject, round_number, rate, last=4000):
    return {**COMMON, "subject": subject, "round": round_number, "clients": 1000, "window": 1, "perSecond": rate, "lastP50us": last / 2, "lastP99us": last, "firstP50us": 100}


def trip(subject, round_number, rate, placing="pinned"):
    return {**COMMON, "subject": subject, "round": round_number, "clients": 100, "placing": placing, "perSecond": rate, "p50us": 100, "p99us": 2000}


def slow(case, last, peak=64):
    return {**COMMON, "subject": "millrace", "case": case, "round": 1, "eachP99us": last, "lastP50us": last, "lastP99us": last,
            "peakBytes": peak * 2**20, "kernelBytes": 2**20, "closedSlow": 0}


def storm(round_number, back, twice):
    return {"subject": "millrace", "round": round_number, "clients": 5000, "back": back, "allBackSeconds": 1.5 if back == 5000 else None, "readySeconds": 0.5,
            "afterReadySeconds": 1.0 if back == 5000 else None, "handshakeP99us": 9000, "refused": 3, "refusedTwice": twice, "unreachable": 7, "cutShort": 0,
            "droppedAgain": 0, "othersShare": 0.01}


def line(text, start):
    return next(line for line in text.splitlines() if line.startswith(f"| {start} |"))


class GatewayTables(unittest.TestCase):
    def test_a_room_is_held_against_the_floor_of_the_same_round(self):
        # The machine halves its speed in round 2: absolutes change, the ratio does not.
        rows = [room("c", 0, 1), room("millrace", 0, 1), room("c", 1, 200), room("millrace", 1, 180, 4400), room("c", 2, 100), room("millrace", 2, 90, 4400)]
        text = gateway_tables.fanout(rows)
        self.assertIn("| 135 (90-180) | 0.90 (0.90-0.90) | 2.20 (2.20-2.20) | 4.40 (4.40-4.40) | 1.10 (1.10-1.10) |", line(text, "millrace"))
        self.assertIn("| 150 (100-200) | 1 |", line(text, "c"))

    def test_a_floor_that_was_not_measured_leaves_a_dash(self):
        self.assertIn("| 180 (180-180) | - |", line(gateway_tables.fanout([room("millrace", 1, 180)]), "millrace"))

    def test_each_placing_has_its_own_table_and_says_whether_the_goal_is_met(self):
        rows = [trip("millrace", 1, 26_000), trip("go-gateway", 1, 20_000), trip("millrace", 1, 24_999, "free"), trip("go-gateway", 1, 40_000, "free")]
        pinned, free = gateway_tables.backend(rows).split("## 100 clients, all three")
        self.assertTrue(line(pinned, "millrace").endswith("| yes |"))
        self.assertTrue(line(free, "millrace").endswith("| no |"))
        self.assertIn("| 1.30 (1.30-1.30) |", line(pinned, "millrace"))

    def test_slow_readers_are_held_against_both_rooms_without_them(self):
        text = gateway_tables.slow([slow("readers alone", 1000), slow("all read", 1250), slow("some never read", 1300, 300)])
        self.assertIn("## millrace", text)
        self.assertIn("| 1.30 (1.30-1.30) | 1.30 (1.30-1.30) | 1.04 (1.04-1.04) | 300 (300-300) |", line(text, "some never read"))

    def test_a_client_that_never_came_back_is_named_and_gives_no_time(self):
        text = line(gateway_tables.storm([storm(1, 5000, 0), storm(2, 4999, 2)]), "millrace")
        self.assertIn("| 1.50 (1.50-1.50) |", text)
        self.assertTrue(text.endswith("| 1 | 0 |"))
        self.assertIn("| 3 (3-3) | 2 |", text)


if __name__ == "__main__":
    unittest.main()
