import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare import peers, proxy  # noqa: E402


def row(subject, round_number, rate, p50, cost=None):
    return {"subject": subject, "round": round_number, "megabytesPerSecond": rate, "p50us": p50, "p99us": 2 * p50, "proxyCpuPerGigabyte": cost, "othersShare": 0.01}


class Proxy(unittest.TestCase):
    def test_figures_are_read_from_what_the_tool_prints(self):
        self.assertEqual({"megabytesPerSecond": 1916.5, "p50us": 41.03, "p99us": 99.5},
                         proxy.figures("1916.5 MB/s\n", "p50 41.03 us p99 99.50 us rate 2286 /s\n"))

    def test_output_without_figures_is_an_error(self):
        with self.assertRaises(peers.PeerError):
            proxy.figures("", "p50 1 us p99 2 us")

    def test_the_report_says_ratio_and_added_time_round_by_round(self):
        rows = [row("direct", 0, 1, 1), row("proxy", 0, 1, 1), row("direct", 1, 1000, 20), row("proxy", 1, 900, 35, 0.2), row("direct", 2, 500, 30), row("proxy", 2, 450, 45, 0.3)]
        text = proxy.report(rows)
        self.assertIn("one connection moves 0.90 (0.90-0.90) of the direct rate", text)
        self.assertIn("adds 15.0 (15.0-15.0) us", text)


if __name__ == "__main__":
    unittest.main()
