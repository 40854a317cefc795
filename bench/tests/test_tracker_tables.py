import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare import tracker_tables  # noqa: E402


def row(subject, round_number, rate, cost, **more):
    return {"subject": subject, "round": round_number, "perSecond": rate, "p50us": 100, "p99us": 2000, "p999us": 3000, "maxus": 4000, "errors": 0, "lost": 0, "dropped": 0,
            "peersPerAnnounce": 49.5, "serverBusy": 0.9, "generatorBusy": 0.5, "serverMicros": cost, "generatorMicros": cost, "othersShare": 0.01, **more}


class TrackerTables(unittest.TestCase):
    def test_peaks_are_held_against_the_floor_of_the_same_round(self):
        text = tracker_tables.peak([row("floor", 0, 9, 9), row("floor", 1, 200_000, 4), row("floor", 2, 100_000, 4), row("millrace", 1, 100_000, 8), row("millrace", 2, 50_000, 8)])
        self.assertIn("| millrace | 75,000 (50,000-100,000) | 0.50 (0.50-0.50) |", text)
        self.assertIn("| 8.00 (8.00-8.00) | 2.00 (2.00-2.00) |", text)

    def test_losses_and_errors_are_summed_over_the_counted_rounds(self):
        text = tracker_tables.peak([row("floor", 0, 1, 1, lost=5), row("floor", 1, 1, 1, lost=7, errors=2), row("floor", 2, 1, 1, lost=1)])
        self.assertIn("| 2 | 8 |", text)

    def test_half_load_names_the_peak(self):
        self.assertIn("| floor | 80,000 | 40,000 (40,000-40,000) | 0.100", tracker_tables.half([row("floor", 1, 40_000, 4, peak=80_000)]))

    def test_what_more_event_loops_cost_is_said(self):
        text = tracker_tables.shards([row("1 shard", 1, 40_000, 8), row("2 shards", 1, 40_000, 10)])
        self.assertIn("An answer costs +25% processor time with 2 shards, held against 1 shard.", text)


if __name__ == "__main__":
    unittest.main()
