import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare import peers, webs  # noqa: E402

WRK = """Running 2s test @ http://127.0.0.1:8080/
  1 threads and 100 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.02ms  310.00us   9.50ms   90.00%
    Req/Sec    97.51k     3.00k  101.00k    80.00%
  Latency Distribution
     50%  980.00us
     75%    1.10ms
     90%    1.30ms
     99%    2.00ms
  194000 requests in 2.00s, 150.00MB read
  Socket errors: connect 0, read 3, write 0, timeout 1
  Non-2xx or 3xx responses: 5
Requests/sec:  97000.12
Transfer/sec:     75.00MB
"""

HEY = """
Summary:
  Total:\t2.0010 secs
  Slowest:\t0.0310 secs
  Fastest:\t0.0001 secs
  Average:\t0.0040 secs
  Requests/sec:\t25000.5

Latency distribution:
  50%% in 0.0038 secs
  99%% in 0.0110 secs

Status code distribution:
  [200]\t49990 responses
  [503]\t10 responses

Error distribution:
  [3]\tGet "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused
"""


def row(subject, round_number, rate):
    return {"subject": subject, "clients": 100, "round": round_number, "perSecond": rate, "p50us": 1, "p99us": 2, "maxus": 3, "errors": 0, "serverBusy": 0.5, "generatorBusy": 1.0,
            "serverMicros": 1, "generatorMicros": 1, "othersShare": 0.01}


class Webs(unittest.TestCase):
    def test_figures_of_wrk_are_read(self):
        self.assertEqual({"perSecond": 97000.12, "p50us": 980.0, "p99us": 2000.0, "maxus": 9500.0, "errors": 9}, webs.wrk_figures(WRK))

    def test_figures_of_hey_are_read(self):
        figures = webs.hey_figures(HEY)
        self.assertEqual((25000.5, 13), (figures["perSecond"], figures["errors"]))
        self.assertAlmostEqual(11000, figures["p99us"])

    def test_our_own_run_is_read(self):
        run = {"generator": {"verdict": "valid"}, "operations": {"request": {"ratePerSecond": 10.0, "errors": {"http-500": 2}, "response": {"p50Ms": 1, "p99Ms": 2, "maxMs": 3}}}}
        self.assertEqual({"perSecond": 10.0, "p50us": 1000, "p99us": 2000, "maxus": 3000, "errors": 2, "verdict": "valid"}, webs.own_figures(run))

    def test_output_without_figures_is_an_error(self):
        for read in (webs.wrk_figures, webs.hey_figures):
            with self.assertRaises(peers.PeerError):
                read("unable to connect")

    def test_the_goal_is_a_share_of_wrk_within_each_round(self):
        rows = [row("wrk", 0, 1), row("millrace", 0, 9), row("wrk", 1, 100), row("millrace", 1, 60), row("wrk", 2, 50), row("millrace", 2, 30)]
        self.assertIn("| 100 clients: requests/s of millrace to wrk's | 0.60 (0.60-0.60) | at least 0.5 | met |", webs.report(rows))

    def test_a_round_in_which_a_generator_did_not_fill_its_core_decides_nothing(self):
        rows = [row("wrk", 1, 100), {**row("millrace", 1, 20), "generatorBusy": 0.4}]
        self.assertIn("**NOT MEASURED**", webs.report(rows))


if __name__ == "__main__":
    unittest.main()
