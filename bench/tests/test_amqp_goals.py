import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare import amqp, amqp_goals, amqp_tables  # noqa: E402


def row(step, subject, round_number, tasks, **values):
    return {"step": step, "subject": subject, "round": round_number, "tasks": tasks, "othersShare": 0.01} | values


def publish(subject, round_number, tasks, rate, p99=100):
    return row("publish", subject, round_number, tasks, perSecond=rate, p50us=10, p99us=p99, cpuus=1.0)


def one(rows, text):
    found = [goal for goal in amqp_goals.judge(rows) if text in goal.what]
    assert len(found) == 1, found
    return found[0]


class Goals(unittest.TestCase):
    def test_a_ratio_at_its_goal_is_met_and_below_it_is_missed(self):
        self.assertTrue(one([publish("peer", 1, 900, 100), publish("ours", 1, 900, 180)], "our rate to the peer's").is_met)
        self.assertFalse(one([publish("peer", 1, 900, 100), publish("ours", 1, 900, 179)], "our rate to the peer's").is_met)

    def test_the_warm_up_round_is_no_measurement(self):
        self.assertEqual([], amqp_goals.judge([publish("peer", 0, 900, 1), publish("ours", 0, 900, 100)]))

    def test_900_tasks_are_held_against_our_own_10(self):
        goal = one([publish("ours", 1, 10, 100), publish("ours", 1, 900, 89)], "our own at 10")
        self.assertEqual(("0.89 (0.89-0.89)", False), (goal.figure, goal.is_met))

    def test_confirmed_may_reach_the_peer_or_the_raw_frames(self):
        rows = [row("confirmed", name, 1, 100, perSecond=rate, p50us=50) for name, rate in (("peer", 100), ("ours", 120), ("raw", 150))]
        self.assertTrue(one(rows, "Confirmed, 100 tasks: our rate").is_met)
        rows[-1]["perSecond"] = 151
        self.assertFalse(one(rows, "Confirmed, 100 tasks: our rate").is_met)

    def test_what_never_happened_misses_its_goal(self):
        goal = one([row("rst", "ours", 1, 10, lastBackMs=20.0), row("rst", "ours", 2, 10, lastBackMs=-1)], "all publish again")
        self.assertEqual(("never", False), (goal.figure, goal.is_met))

    def test_a_recovery_is_judged_by_its_worst_round(self):
        goal = one([row("rst", "ours", 1, 10, lastBackMs=20.0), row("rst", "ours", 2, 10, lastBackMs=50.5)], "all publish again")
        self.assertFalse(goal.is_met)

    def test_messages_that_did_not_arrive_miss_a_goal_even_in_the_warm_up(self):
        self.assertFalse(one([publish("ours", 0, 10, 1) | {"accepted": 10, "arrived": 9}], "did not arrive").is_met)

    def test_the_books_of_a_soak_must_close(self):
        books = dict(kills=10, begun=10, confirmed=7, confirmedMissing=0, unknown=2, unknownArrived=1, notSent=1, notSentArrived=0, neverEnded=0, foreign=0, duplicates=0,
                     tasksNotBack=0, hung=0, heapFirstTenthMiB=3.0, heapEndMiB=3.1, isFlat=1, isSound=1)
        self.assertTrue(all(goal.is_met for goal in amqp_goals.judge([row("soak", "books", 10, 50, **books)])))
        self.assertFalse(one([row("soak", "books", 10, 50, **books | {"unknown": 1})], "together").is_met)

    def test_the_report_says_what_was_missed_and_what_did_not_hold(self):
        text = amqp_tables.compare([publish("peer", 1, 900, 100), publish("ours", 1, 900, 100)], ["publish"])
        self.assertIn("**missed**", text)
        self.assertIn("something did not hold", text)


class Steps(unittest.TestCase):
    def test_the_set_has_every_step_and_a_step_alone_is_one(self):
        self.assertEqual(list(amqp.TITLES), [name for name, _ in amqp.steps("amqp", 5, 1.5, 100)])
        self.assertEqual([("soak", ["soak", "--kills", "7"])], amqp.steps("amqp-soak", 5, 1.5, 7))


if __name__ == "__main__":
    unittest.main()
