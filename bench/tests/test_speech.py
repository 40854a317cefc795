"""The Speech comparison's tables, and its client against real processes on 127.0.0.1 where bench/peers/build.sh has built them."""
import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from compare import goals, peers, processes, speech, speech_memory, speech_startup, speech_tables  # noqa: E402

STAND_IN = os.path.join(HERE, "stand_in_speech.py")


def row(subject, round_number=1, case="100 users", clients=100, micros=30.0, p99=53_000, **more):
    return {"subject": subject, "case": case, "round": round_number, "clients": clients, "talking": clients, "format": "json", "perSecond": 1900.0, "averageUs": 51_000, "p50us": 50_500, "p99us": p99,
            "p999us": 60_000, "maxus": 61_000, "lateP99us": 5, "errors": 0, "dropped": 0, "backlogEnd": 250, "backlogEndWorst": 3, "held": clients, "serverMicros": micros, "serverShare": 0.1,
            "generatorShare": 0.1, "othersShare": 0.01, "rssMiB": 70.0, **more}


def streams(**more):
    return row("millrace", **{"case": "500 binary", "clients": 500, "format": "binary", "p99": 60_000, **more})


def held(**more):
    return row("millrace", case="5000 held, 500 talk", clients=5000, **{"talking": 500, "format": "binary", "p99": 60_000, **more})


def weight(subject, idle, talking=None):
    return {"subject": subject, "case": "weight", "round": 1, "few": 200, "many": 3200, "rssFew": 1, "rssMany": 2**27, "perIdle": idle, "perTalking": talking}


def cut(after=1.05, **more):
    return {"subject": "millrace", "case": "cut", "round": 1, "talkers": 1000, "openBefore": 1000, "rssBefore": 2**26, "rssDuring": 2**27, "rssAfter": after * 2**26, "sessionsLeft": 0,
            "noticedSeconds": 0.2, "threadsLeft": 0, "descriptorsLeft": 0, **more}


class Tables(unittest.TestCase):
    def test_a_third_of_the_original_and_two_and_a_half_of_the_echo_are_met(self):
        text = speech_tables.closed([row("kestrel-lean", micros=20.0), row("millrace", micros=50.0), row("original", micros=150.0)])
        self.assertIn("| 100 users: CPU a chunk to the original's | 0.33 (0.33-0.33) | at most 0.33 | met |", text)
        self.assertIn("| 100 users: CPU a chunk to the echo's | 2.50 (2.50-2.50) | at most 2.50 | met |", text)
        self.assertFalse(goals.missed(text))

    def test_more_processor_time_or_a_later_answer_is_missed(self):
        for wrong in (row("millrace", micros=51.0), row("millrace", micros=30.0, p99=55_001), row("millrace", micros=30.0, errors=1)):
            self.assertIn("MISSED", speech_tables.closed([row("kestrel-lean", micros=20.0), wrong, row("original", micros=153.5)]))

    def test_more_users_may_be_answered_later(self):
        rows = [row(name, case="300 users", clients=300, p99=60_000, micros=micros) for name, micros in (("kestrel-lean", 20.0), ("millrace", 40.0), ("original", 170.0))]
        self.assertFalse(goals.missed(speech_tables.closed(rows)))

    def test_without_the_original_nothing_is_said_of_it(self):
        self.assertIn("| 100 users: CPU a chunk to the original's | no figure of original | at most 0.33 | **NOT MEASURED** |", speech_tables.closed([row("kestrel-lean"), row("millrace")]))

    def test_a_late_client_measures_no_time(self):
        self.assertIn("the client was 2.5 ms late itself", speech_tables.closed([row("kestrel-lean", micros=20.0), row("millrace", lateP99us=2500), row("original", micros=200.0)]))

    def test_the_warm_up_round_counts_for_nothing(self):
        text = speech_tables.closed([row("millrace", 0, "warm-up", micros=900.0, errors=7), row("kestrel-lean"), row("millrace"), row("original", micros=170.0)])
        self.assertNotIn("warm-up", text)
        self.assertFalse(goals.missed(text))

    def test_five_hundred_streams_without_a_backlog_are_met_and_with_one_missed(self):
        self.assertFalse(goals.missed(speech_tables.realtime([streams()])))
        for wrong in ({"p99us": 70_001}, {"backlogEndWorst": 6}, {"dropped": 1}, {"errors": 2}):
            self.assertIn("MISSED", speech_tables.realtime([streams(**wrong)]))

    def test_other_numbers_of_streams_are_shown_and_not_judged(self):
        text = speech_tables.realtime([streams(), streams(case="1000 binary", clients=1000, talking=1000, backlogEndWorst=90)])
        self.assertIn("| 1000 binary | millrace |", text)
        self.assertFalse(goals.missed(text))

    def test_a_session_that_was_not_held_is_seen(self):
        self.assertFalse(goals.missed(speech_tables.realtime([held()])))
        self.assertIn("MISSED", speech_tables.realtime([held(held=4999)]))

    def test_memory_counts_from_the_idle_echo(self):
        text = speech_tables.memory([weight("kestrel-lean", 5000), weight("millrace", 21_000, 60_000)])
        self.assertIn("| bytes of an idle session above an idle WebSocket of Kestrel's | 16,000 (16,000-16,000) | at most 16,384 | met |", text)
        self.assertIn("| bytes of a talking session above an idle WebSocket of Kestrel's | 55,000 (55,000-55,000) | at most 49,152 | **MISSED** |", text)

    def test_what_is_left_of_the_cut_is_missed(self):
        floor = [weight("kestrel-lean", 5000), weight("millrace", 15_000, 30_000)]
        self.assertFalse(goals.missed(speech_tables.memory([*floor, cut()])))
        for wrong in ({"after": 1.11}, {"sessionsLeft": 1}, {"descriptorsLeft": 1}, {"openBefore": 990}, {"sessionsLeft": None}):
            self.assertIn("MISSED", speech_tables.memory([*floor, cut(**wrong)]))

    def test_a_slow_start_is_missed(self):
        for ready, found in ((599, False), (600, True)):
            rows = [{"subject": "millrace", "round": r, "acceptMs": 300, "readyMs": ready, "sessionMs": 650} for r in (0, 1)]
            self.assertEqual(found, goals.missed(speech_tables.startup(rows)))


@unittest.skipUnless(speech.is_built("kestrel-lean"), "the peers are not built: run bench/peers/build.sh")
class Clients(unittest.TestCase):
    def setUp(self):
        for name in ("WARM", "WARM_SECONDS"):
            self.addCleanup(setattr, speech, name, getattr(speech, name))
        speech.WARM, speech.WARM_SECONDS = 5, 0.3   # the stand-in is no fast server
        for name in ("serve", "original"):
            self.addCleanup(setattr, speech.Settings, name, getattr(speech.Settings, name))
        self.addCleanup(setattr, peers.Settings, "millrace", peers.Settings.millrace)
        peers.Settings.millrace = STAND_IN
        speech.Settings.original = f"{STAND_IN} --port {{port}}"

    def _run(self, port, *options):
        ended = subprocess.run([speech.CLIENT, "--port", str(port), "--warmup", "0.1", "--seconds", "0.4", *options], capture_output=True, text=True, timeout=60)
        return ended, json.loads(ended.stdout.splitlines()[-1]) if ended.returncode == 0 else None

    def test_the_client_says_which_option_is_wrong(self):
        ended, _ = self._run(1, "--talking", "101")
        self.assertEqual((2, "speech_load: --talking must be at most --clients and 20000\n"), (ended.returncode, ended.stderr))

    def test_a_server_that_is_not_there_is_an_error_and_no_result(self):
        ended, _ = self._run(1, "--clients", "2")
        self.assertNotEqual(0, ended.returncode)
        self.assertNotIn("{", ended.stdout)

    def test_every_chunk_is_answered_once_whatever_its_form(self):
        for form in ([], ["--binary"]):
            with self.subTest(form), speech.server("millrace") as server:
                _, line = self._run(server.port, "--clients", "10", *form)
                self.assertEqual((0, 0, 10), (line["errors"], line["lost"], line["held"]))
                self.assertGreater(line["texts"], 10)
                self.assertGreater(line["finals"], 0)
                self.assertGreaterEqual(line["p50us"], 5000)

    def test_the_echo_gives_the_same_messages_back_at_the_pace_of_the_users(self):
        with speech.server("kestrel-lean") as server:
            _, line = self._run(server.port, "--echo", "--clients", "10", "--think", "20")
        self.assertEqual((0, 882), (line["errors"], line["messageBytes"]))
        self.assertGreater(line["roundTrips"], 10)
        self.assertLessEqual(line["roundTrips"], 210)   # 10 users of 50 a second, 0.4 s

    def test_a_server_that_cannot_keep_up_has_a_backlog(self):
        speech.Settings.serve = "--latency 50"
        with speech.server("millrace") as server:
            _, line = self._run(server.port, "--clients", "2", "--period", "10", "--seconds", "1.5")
        self.assertGreater(line["backlogEndWorst"], speech_tables.IN_FLIGHT)

    def test_silent_sessions_are_held_beside_those_that_talk(self):
        with speech.server("millrace") as server:
            _, line = self._run(server.port, "--clients", "20", "--talking", "2", "--period", "20", "--binary", "--keepalive", "1", "--seconds", "1.5")
        self.assertEqual((20, 2, 0), (line["held"], line["talking"], line["errors"]))
        self.assertLessEqual(line["sent"], 150)
        self.assertGreater(line["sent"], 50)

    def test_an_error_of_the_server_is_an_error_with_its_words(self):
        speech.Settings.serve = "--answer error"
        with speech.server("millrace") as server:
            ended, _ = self._run(server.port, "--clients", "1")
        self.assertIn('the server said: {"type": "error"', ended.stderr)

    def test_servers_alternate(self):
        rows = speech.compare(speech.NAMES, [5], 1, 0.3, 0.1)
        self.assertEqual([(name, r) for r in (0, 1) for name in speech.NAMES], [(one["subject"], one["round"]) for one in rows])
        self.assertTrue(all(one["perSecond"] > 0 and one["errors"] == 0 for one in rows))
        self.assertIn("5 users, closed loop", speech_tables.closed(rows))

    def test_streams_in_real_time_are_measured_case_by_case(self):
        rows = speech.compare_realtime(["millrace"], [3], 20, 1, 0.3, 0.1)
        self.assertEqual(["warm-up", "warm-up", "3 binary", "3 base64", "20 held, 2 talk"], [one["case"] for one in rows])
        self.assertIn("| 20 held, 2 talk | millrace |", speech_tables.realtime(rows))

    def test_an_idle_connection_of_the_echo_is_weighed(self):
        self.addCleanup(setattr, speech_memory, "SETTLE", speech_memory.SETTLE)
        speech_memory.SETTLE = 0.1
        rows = speech_memory.compare(["kestrel-lean"], 1, few=20, many=1020)
        self.assertGreater(rows[0]["perIdle"], 500)
        self.assertIn("kestrel-lean", speech_tables.memory(rows))

    def test_a_server_that_is_none_of_dotnet_is_not_weighed(self):
        self.addCleanup(setattr, speech_memory, "SETTLE", speech_memory.SETTLE)
        speech_memory.SETTLE = 0.1
        with self.assertRaisesRegex(peers.PeerError, "no diagnostics port"):
            speech_memory.compare(["millrace"], 1, few=2, many=4, talking=2, cut=2)

    def test_start_measures_accept_before_ready_before_the_first_session(self):
        rows = speech_startup.compare(speech.NAMES, 1)
        self.assertEqual(6, len(rows))
        self.assertTrue(all(0 < one["acceptMs"] <= one["readyMs"] <= one["sessionMs"] for one in rows))

    def test_what_cannot_be_compared_is_refused_by_name(self):
        speech.Settings.original = None
        with self.assertRaisesRegex(peers.PeerError, "needs --original 'COMMAND'"):
            speech.require(["original"])
        with self.assertRaisesRegex(peers.PeerError, "unknown server 'rust'; known are kestrel-lean, millrace, original"):
            speech.require(["rust"])

    def test_nothing_outlives_its_server(self):
        with speech.server("original") as server:
            group = server.pid
            self.assertEqual(0, speech.health(server.port)["active_sessions"])
        self.assertFalse(processes.is_running_group(group))

    def test_the_command_writes_its_report_and_its_rows(self):
        out = os.path.join(peers.BUILT, "logs", "test-speech")
        command = [sys.executable, os.path.join(HERE, "..", "side-by-side.py"), "speech", "--servers", "kestrel-lean,millrace", "--millrace", STAND_IN, "--clients", "5", "--rounds", "1", "--seconds", "0.2",
                   "--warmup", "0.1", "--out", out]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
        self.assertIn("something did not hold in the goals", ended.stderr)   # the original was not there
        with open(os.path.join(out, "report.md")) as report:
            self.assertIn("## 5 users, closed loop", report.read())


if __name__ == "__main__":
    unittest.main()
