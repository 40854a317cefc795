using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class QuestionTests
{
    [Fact]
    public void A_backend_is_asked_with_path_headers_and_address_but_without_query()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();

        test.Ask(path: "/ws/lobby", query: "token=secret", headers: [new("Accept", "a"), new("Accept", "b"), new("Host", "here")]);

        FakeBackend.Line question = Assert.Single(backend.Lines);
        Assert.Equal(
            """{"headers":{"Accept":["a","b"],"Host":["here"]},"url":"/ws/lobby","remote_addr":"127.0.0.1:40001"}""", question.Params.GetRawText());
        Assert.True(Guid.TryParse(question.RequestId, out _));
    }

    [Fact]
    public void An_accepted_client_is_announced_once_its_101_is_out()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session session = test.Ask();

        test.Accept(session, """{"accepted":true,"client_id":"amy","room_id":"r"}""");
        Assert.Equal(101, test.StatusOf(session));
        Assert.Empty(backend.Events);

        test.Board.Opened(session);
        Assert.Equal(["new_connection amy"], backend.Events);
    }

    [Fact]
    public void The_context_holds_the_whole_answer_as_metadata()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();

        test.Connect("amy", room: "r", more: ""","metadata":{"name":"Amy"}""");

        Assert.Equal(
            """{"context":{"client_id":"amy","room_id":"r","metadata":{"accepted":true,"client_id":"amy","room_id":"r","metadata":{"name":"Amy"} }}}""",
            backend.Lines[^1].Params.GetRawText());
    }

    [Fact]
    public void An_answer_without_ids_gives_a_new_id_and_the_path_as_room()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session session = test.Ask(path: "/ws/chess");

        test.Accept(session);
        test.Board.Opened(session);

        Assert.True(Guid.TryParse(session.Id, out _));
        Assert.Equal("/ws/chess", Assert.Single(test.View.Rooms(0, 10)).Name);
        Assert.Equal(session.Id, backend.Lines[^1].ClientId);
    }

    [Theory]
    [InlineData("""{"accepted":false}""", 403, "A backend refused the connection.")]
    [InlineData("""{"accepted":false,"status":429,"reason":"Slow down."}""", 429, "Slow down.")]
    public void A_refused_client_gets_the_answers_status_and_reason(string answer, int status, string reason)
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session session = test.Ask();

        test.Accept(session, answer);
        test.Gone(session);

        ConnectionAnswer refusal = Assert.Single(test.AnswersTo(session));
        Assert.Equal((status, reason, null), (refusal.Status, refusal.Reason, refusal.RetryAfter));
        Assert.Empty(backend.Events);
        Assert.Equal(1, test.Counters.Refused[status - 400]);
    }

    [Fact]
    public void A_question_that_nobody_answers_ends_with_504()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session session = test.Ask();

        test.Pass(9.9);
        Assert.Equal(0, test.StatusOf(session));
        test.Pass(0.1);

        Assert.Equal(504, test.StatusOf(session));
        Assert.Equal(1, test.Counters.TimedOut);
        Assert.Equal(0, test.View.Totals.Questions);
        Assert.Empty(backend.Events);
    }

    [Fact]
    public void Without_a_backend_a_client_waits_and_then_gets_503_with_a_time_to_come_back_and_an_error_event()
    {
        TestBoard test = new();
        Session session = test.Ask(path: "/ws/lobby");
        test.Pass(0.9);
        Assert.Equal(0, test.StatusOf(session));
        test.Pass(0.1);

        ConnectionAnswer refusal = Assert.Single(test.AnswersTo(session));
        Assert.Equal((503, TimeSpan.FromSeconds(1)), (refusal.Status, refusal.RetryAfter));
        FakeBackend backend = test.Join();
        Assert.Equal(["error /ws/lobby no backend available to handle connection request"], backend.Events);
        Assert.Empty(backend.Questions);
    }

    [Fact]
    public void A_wait_of_zero_answers_503_at_once()
    {
        TestBoard test = new(new SwitchboardOptions { BackendWait = TimeSpan.Zero });

        Assert.Equal(503, test.StatusOf(test.Ask()));
    }

    [Fact]
    public void A_backend_that_joins_within_the_wait_is_asked_in_order_of_arrival()
    {
        TestBoard test = new();
        Session[] sessions = [test.Ask(path: "/ws/1"), test.Ask(path: "/ws/2"), test.Ask(path: "/ws/3")];
        test.Pass(0.5);

        FakeBackend backend = test.Join();

        Assert.Equal(["/ws/1", "/ws/2", "/ws/3"], backend.Questions.Select(line => line.Params.GetProperty("url").GetString()));
        test.Accept(sessions[1]);
        Assert.Equal([0, 101, 0], sessions.Select(test.StatusOf));
    }

    [Fact]
    public void Questions_of_a_backend_that_leaves_go_to_another_within_the_same_time()
    {
        TestBoard test = new();
        FakeBackend first = test.Join();
        Session session = test.Ask();
        FakeBackend second = test.Join();
        string firstId = first.Questions.Single().RequestId;
        test.Pass(6);

        test.Leave(first);

        Assert.NotEqual(firstId, second.Questions.Single().RequestId);
        Assert.Equal(1, test.Counters.AskedAgain);
        test.Pass(4);
        Assert.Equal(504, test.StatusOf(session));
    }

    [Fact]
    public void Questions_of_the_last_backend_wait_for_the_next_one()
    {
        TestBoard test = new();
        FakeBackend first = test.Join();
        Session answered = test.Ask();
        test.Leave(first);
        test.Pass(0.5);
        FakeBackend second = test.Join();
        test.Accept(answered);
        Assert.Equal(101, test.StatusOf(answered));

        Session refused = test.Ask();
        test.Leave(second);
        test.Pass(1);
        Assert.Equal(503, test.StatusOf(refused));
    }

    [Fact]
    public void A_question_that_ends_every_backend_is_given_up_with_502()
    {
        TestBoard test = new();
        Session session = test.Ask();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, test.StatusOf(session));
            test.Leave(test.Join());
        }

        Assert.Equal(502, test.StatusOf(session));
        Assert.Equal(0, test.View.Totals.Questions);
    }

    [Fact]
    public void An_answer_that_could_not_be_read_ends_its_question_alone_with_502()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        FakeBackend other = test.Join();
        Session first = test.Ask();
        Session second = test.Ask();
        Assert.Same(backend, TestBoard.Asked(first));

        test.Board.Refused(other, first.Question!.RequestId.ToString(), test.Now);
        test.Board.Refused(backend, "nonsense", test.Now);
        Assert.Equal(0, test.StatusOf(first));
        test.Board.Refused(backend, first.Question!.RequestId.ToString(), test.Now);

        Assert.Equal(502, test.StatusOf(first));
        Assert.Equal(0, test.StatusOf(second));
    }

    [Fact]
    public void Metadata_beyond_the_limit_is_an_answer_that_cannot_be_used()
    {
        TestBoard test = new(new SwitchboardOptions { MaxMetadataBytes = 100 });
        FakeBackend backend = test.Join(new BackendAgreement(true, false, false));
        Session session = test.Ask();

        test.Accept(session, $$"""{"accepted":true,"metadata":"{{new string('x', 100)}}"}""");

        Assert.Equal(502, test.StatusOf(session));
        Assert.Single(backend.Problems);
        Assert.Equal(1, test.Counters.Problems[(int)ActionProblem.MetadataTooLarge]);
        Assert.Equal(0, test.View.Totals.Clients);
    }

    [Fact]
    public void Answers_that_are_late_given_twice_or_to_anothers_question_are_counted_and_change_nothing()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        FakeBackend other = test.Join();
        Session session = test.Ask();
        Guid id = session.Question!.RequestId;
        const string Answer = """{"client_id":"amy"}""";

        test.Answer(other, id, Answer);
        Assert.Equal((0, 1), (test.StatusOf(session), test.Counters.StrayAnswers));
        test.Answer(backend, id, Answer);
        test.Answer(backend, id, Answer);
        test.Act(backend, """{"request_id":"x","action":"response","params":{}}""");
        Assert.Equal((101, 3), (test.StatusOf(session), test.Counters.StrayAnswers));

        Session late = test.Ask();
        FakeBackend asked = TestBoard.Asked(late);
        id = late.Question!.RequestId;
        test.Pass(10);
        test.Answer(asked, id, "{}");
        Assert.Equal((504, 4), (test.StatusOf(late), test.Counters.StrayAnswers));
        Assert.Equal(1, test.View.Totals.Clients);
    }

    [Fact]
    public void More_questions_than_allowed_are_refused_at_once_with_503()
    {
        TestBoard test = new(new SwitchboardOptions { MaxPending = 2 });
        test.Join();
        Session first = test.Ask();
        test.Ask();

        Session third = test.Ask();
        Assert.Equal(503, test.StatusOf(third));

        test.Accept(first);
        Assert.Equal(0, test.StatusOf(test.Ask()));
    }

    [Fact]
    public void The_backend_with_the_fewest_clients_is_asked_those_under_way_included()
    {
        TestBoard test = new();
        FakeBackend one = test.Join();
        FakeBackend two = test.Join();
        for (int i = 0; i < 10; i++)
        {
            test.Ask();
        }

        Assert.Equal((5, 5), (one.Questions.Count(), two.Questions.Count()));
        FakeBackend three = test.Join();
        for (int i = 0; i < 5; i++)
        {
            test.Ask();
        }

        Assert.Equal((5, 5, 5), (one.Questions.Count(), two.Questions.Count(), three.Questions.Count()));
    }

    [Fact]
    public void A_backend_that_let_three_questions_in_a_row_time_out_is_asked_last_until_it_answers()
    {
        TestBoard test = new();
        FakeBackend silent = test.Join();
        Session[] unanswered = [test.Ask(), test.Ask(), test.Ask()];
        Guid lastId = unanswered[2].Question!.RequestId;
        FakeBackend other = test.Join();
        test.Pass(10);
        Assert.All(unanswered, session => Assert.Equal(504, test.StatusOf(session)));
        Assert.True(test.View.Backends()[0].IsSuspect);

        for (int i = 0; i < 5; i++)
        {
            test.Ask();
        }

        Assert.Equal((3, 5), (silent.Questions.Count(), other.Questions.Count()));

        test.Answer(silent, lastId, "{}");
        test.Ask();
        Assert.Equal((4, 5), (silent.Questions.Count(), other.Questions.Count()));
    }

    [Fact]
    public void A_backend_that_is_late_always_or_answers_what_nobody_asked_gets_one_question_for_each_late_answer()
    {
        TestBoard test = new();
        FakeBackend late = test.Join();
        Session[] unanswered = [test.Ask(), test.Ask(), test.Ask()];
        Guid lastId = unanswered[2].Question!.RequestId;
        FakeBackend other = test.Join();
        test.Pass(10);

        test.Answer(late, Guid.NewGuid(), "{}");
        test.Answer(late, unanswered[0].Question?.RequestId ?? default, "{}");
        test.Ask();
        Assert.Equal((3, 1), (late.Questions.Count(), other.Questions.Count()));

        test.Answer(late, lastId, "{}");
        test.Answer(late, lastId, "{}");
        test.Ask();
        test.Pass(10);
        test.Ask();
        test.Ask();
        Assert.Equal((4, 3), (late.Questions.Count(), other.Questions.Count()));
        Assert.True(test.View.Backends()[0].IsSuspect);
    }

    [Fact]
    public void A_suspect_backend_is_still_asked_where_it_is_the_only_one()
    {
        TestBoard test = new();
        FakeBackend silent = test.Join();
        for (int i = 0; i < 3; i++)
        {
            test.Ask();
        }

        test.Pass(10);
        Session session = test.Ask();
        test.Accept(session);
        Assert.Equal(101, test.StatusOf(session));
        Assert.False(test.View.Backends()[0].IsSuspect);
        Assert.Equal(4, silent.Questions.Count());
    }

    [Fact]
    public void A_client_that_leaves_while_it_waits_is_forgotten()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session session = test.Ask();
        Guid id = session.Question!.RequestId;

        test.Gone(session);
        test.Answer(backend, id, """{"client_id":"amy"}""");

        Assert.Equal(0, test.StatusOf(session));
        Assert.Empty(backend.Events);
        Assert.Equal((1, 1), (test.Counters.Abandoned, test.Counters.StrayAnswers));
        Assert.Equal(new SwitchboardTotals(0, 0, 1, 0, 0, 0), test.View.Totals);
    }

    [Fact]
    public void An_accepted_client_whose_handshake_fails_is_reported_as_an_error_with_its_request()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session session = test.Ask(headers: new KeyValuePair<string, string>("Host", "here"));
        test.Accept(session, """{"client_id":"amy"}""");

        test.Gone(session);

        Assert.Equal(
            """{"context":{"headers":{"Host":["here"]},"url":"/ws/lobby","remote_addr":"127.0.0.1:40001"},"error":"It closed the connection."}""",
            Assert.Single(backend.Lines, line => line.Action == "error").Params.GetRawText());
        Assert.Equal(new SwitchboardTotals(0, 0, 1, 0, 0, 0), test.View.Totals);
        Assert.Equal(0, test.Shards[0].Memberships);
    }
}
