import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare import tables  # noqa: E402


def row(subject, round_number, rate, clients=100, others=0.01):
    return {"subject": subject, "round": round_number, "clients": clients, "perSecond": rate, "p50us": 100, "p99us": 2000, "maxus": 9000 + round_number,
            "errors": 1, "serverBusy": 0.5, "generatorBusy": None, "serverMicros": 5.0, "generatorMicros": 6.0, "othersShare": others}


class Tables(unittest.TestCase):
    def test_spread_is_the_median_with_the_range(self):
        self.assertEqual("20 (10-1,000)", tables.spread([1000, 10, 20]))

    def test_a_figure_that_was_never_measured_is_a_dash(self):
        self.assertEqual("-", tables.spread([None, None]))

    def test_ratios_pair_the_values_of_one_round(self):
        # The machine halves its speed in round 2: absolutes change, the ratio does not.
        rows = [row("a", 1, 200), row("b", 1, 100), row("a", 2, 100), row("b", 2, 50)]
        self.assertEqual([2.0, 2.0], tables.ratios(rows, "perSecond", "a", "b"))

    def test_the_warm_up_round_counts_nowhere(self):
        rows = [row("a", 0, 1), row("b", 0, 1), row("a", 1, 300), row("b", 1, 100)]
        self.assertEqual([3.0], tables.ratios(rows, "perSecond", "a", "b"))
        self.assertIn("| a | 300 (300-300) |", tables.throughput(rows, "serverMicros"))

    def test_errors_are_summed_and_the_worst_is_the_worst_of_all_rounds(self):
        line = next(line for line in tables.throughput([row("a", 1, 10), row("a", 2, 10)], "serverMicros").splitlines() if line.startswith("| a |"))
        self.assertIn("| 9.0 | 2 |", line)

    def test_a_ratio_to_nothing_is_left_out(self):
        self.assertEqual([], tables.ratios([row("a", 1, 10), row("b", 1, 0)], "perSecond", "a", "b"))

    def test_a_busy_machine_is_named_in_the_report(self):
        quiet = tables.throughput([row("a", 0, 10, others=0.9), row("a", 1, 10)], "serverMicros")
        busy = tables.throughput([row("a", 1, 10, others=0.4)], "serverMicros")
        self.assertNotIn("not quiet", quiet)
        self.assertIn("took 40% of the two cores", busy)
        self.assertIn("not quiet", busy)

    def test_each_number_of_clients_has_its_own_table(self):
        text = tables.throughput([row("a", 1, 10, 100), row("a", 1, 20, 1000)], "serverMicros")
        self.assertIn("## 100 clients", text)
        self.assertIn("## 1000 clients", text)


if __name__ == "__main__":
    unittest.main()
