using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Speech.Load;
using Millrace.Speech.Tests.Serving;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Load;

/// <summary>The clients against a small server that does as a test says, and against the real one: every failure is counted by its kind, and the accounts close.</summary>
public sealed class SpeechLoadTests
{
    private static readonly SpeechSystem _system = new();

    [Theory]
    [InlineData("mixed", FakeTrouble.None)]
    [InlineData("mixed", FakeTrouble.Foreign)]
    [InlineData("mixed", FakeTrouble.ClosesHttp)]
    [InlineData("classes", FakeTrouble.None)]
    [InlineData("websocket", FakeTrouble.None)]
    [InlineData("rest", FakeTrouble.None)]
    [InlineData("health", FakeTrouble.None)]
    [InlineData("stream", FakeTrouble.None)]
    [InlineData("stream", FakeTrouble.Foreign)]
    [InlineData("idle", FakeTrouble.None)]
    public async Task Every_mode_is_answered(string mode, FakeTrouble trouble)
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = trouble }.StartAsync();
        RunFile run = await RunAsync(server.Url, mode, clients: 6);

        Assert.True(run.Verdict.Outcome == VerdictOutcome.Pass, string.Join(' ', run.Verdict.Reasons));
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.All(run.Invariants, invariant => Assert.Equal(0, invariant.Value));
        Assert.Equal("NOT MEASURED", Row(run, "targets", 4)["Status"].Text);
    }

    [Fact]
    public async Task A_talker_closes_its_stream_and_its_chunks_are_counted_by_both()
    {
        using FakeSpeechServer server = await new FakeSpeechServer().StartAsync();
        RunFile run = await RunAsync(server.Url, "stream", clients: 3, ("encoding", "binary"));

        Assert.Equal(server.Chunks, server.BinaryChunks);
        Assert.Equal(server.Chunks, run.Accounting.Sent - 3); // three opened a stream
        Assert.Equal(3, Row(run, "completeness")["Sessions whose count agrees"].Number);
        Assert.Equal(3, server.Others["CloseStream"]);
        Assert.True(Row(run, "answers")["Count"].Number > 0);
        Assert.Equal(3, Row(run, "connections")["Held at the same time"].Number);
        Assert.InRange(Row(run, "pace")["Real-time factor"].Number!.Value, 0.5, 2);
    }

    [Fact]
    public async Task Of_a_hundred_connections_ten_talk_where_ten_in_a_hundred_shall()
    {
        using FakeSpeechServer server = await new FakeSpeechServer().StartAsync();
        RunFile run = await RunAsync(server.Url, "stream", clients: 20, ("talking", "10"));

        Assert.Equal(20, Row(run, "connections")["Held at the same time"].Number);
        Assert.Equal(20, Row(run, "connections")["Opened"].Number);
        Assert.InRange(run.Operations["audio-chunk"].Count, 50, 110); // two of them, 50 a second each, for a second
    }

    [Fact]
    public async Task A_foreign_service_is_told_to_stop_and_its_finals_need_no_text()
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = FakeTrouble.Foreign }.StartAsync();
        RunFile run = await RunAsync(server.Url, "stream", clients: 2);

        Assert.Equal(2, server.Others["Stop"]);
        Assert.DoesNotContain("CloseStream", server.Others.Keys);
        Assert.Contains(Rows(run, "answers"), row => row[0].Text == "final without text");
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("Where the time of a chunk goes was not measured", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stream", FakeTrouble.RecogniserFails, "recogniser-failed")]
    [InlineData("websocket", FakeTrouble.RecogniserFails, "recogniser-failed")]
    [InlineData("stream", FakeTrouble.Evicts, "session-closing")]
    [InlineData("websocket", FakeTrouble.Evicts, "session-closing")]
    public async Task An_error_reply_is_a_failure_by_its_code(string mode, FakeTrouble trouble, string kind)
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = trouble }.StartAsync();
        RunFile run = await RunAsync(server.Url, mode, clients: 2);

        Assert.True(Errors(run, "audio-chunk", kind) > 0, Describe(run));
        Assert.Equal(run.Accounting.Failed, Errors(run, "audio-chunk", kind));
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("websocket")]
    public async Task Chunks_that_are_never_answered_are_lost_and_break_the_invariant(string mode)
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = FakeTrouble.Silent }.StartAsync();
        RunFile run = await RunAsync(Short(server.Url, mode, 2) with { DrainTimeout = TimeSpan.FromMilliseconds(300) });

        Assert.True(run.Accounting.Lost > 0, Describe(run));
        Assert.Equal(run.Accounting.Lost, run.Invariants["chunks-answered-once"]);
        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Theory]
    [InlineData(FakeTrouble.TimesGoBack, "answers-in-order")]
    [InlineData(FakeTrouble.Unreadable, "no-unreadable-messages")]
    [InlineData(FakeTrouble.Miscounts, "session-counts-agree")]
    public async Task What_a_server_says_wrongly_breaks_an_invariant(FakeTrouble trouble, string invariant)
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = trouble }.StartAsync();
        RunFile run = await RunAsync(server.Url, "stream", clients: 2);

        Assert.True(run.Invariants[invariant] > 0, Describe(run));
        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("websocket")]
    public async Task An_answer_too_many_shows_once_nothing_waits_any_more(string mode)
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = FakeTrouble.Twice }.StartAsync();
        RunFile run = await RunAsync(server.Url, mode, clients: 1);

        Assert.True(run.Accounting.Unexpected > 0, Describe(run));
        Assert.Equal(run.Accounting.Unexpected, run.Invariants["chunks-answered-once"]);
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Fact]
    public async Task Words_that_are_taken_back_are_counted_and_only_held_against_a_recogniser_that_adds_some()
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = FakeTrouble.Shrinks }.StartAsync();
        RunFile run = await RunAsync(Short(server.Url, "stream", 1) with { Thresholds = ["count.partials-shrunk>0"] });

        Assert.True(run.Verdict.Outcome == VerdictOutcome.Pass, Describe(run));
    }

    [Fact]
    public async Task A_connection_that_is_cut_leaves_its_chunks_indefinite()
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = FakeTrouble.Cuts }.StartAsync();
        RunFile run = await RunAsync(server.Url, "websocket", clients: 2);

        Assert.True(run.Accounting.Indefinite > 0, Describe(run));
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Theory]
    [InlineData(FakeTrouble.Full, "session-limit", "Maximum 1 concurrent")]
    [InlineData(FakeTrouble.Unauthorised, "http-401", "401")]
    [InlineData(FakeTrouble.OtherRate, "sample-rate", "--set sample-rate=8000")]
    public async Task A_stream_that_cannot_be_opened_says_why(FakeTrouble trouble, string kind, string words)
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = trouble }.StartAsync();
        RunFile run = await RunAsync(server.Url, "stream", clients: 1);

        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
        Assert.True(run.Phases[0].Operations["ws-connect"].Errors[kind] > 0);
        Assert.Contains(run.Verdict.Reasons, reason => reason.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FakeTrouble.Full, "http-503")]
    [InlineData(FakeTrouble.Unauthorised, "http-401")]
    [InlineData(FakeTrouble.OtherBody, "corrupted")]
    public async Task A_request_that_is_refused_is_no_success(FakeTrouble trouble, string kind)
    {
        using FakeSpeechServer server = await new FakeSpeechServer { Trouble = trouble }.StartAsync();
        RunFile run = await RunAsync(server.Url, "rest", clients: 2);

        Assert.Equal(0, run.Operations["rest-transcribe"].Ok);
        Assert.Equal(run.Operations["rest-transcribe"].Count, run.Operations["rest-transcribe"].Errors[kind]);
    }

    [Fact]
    public async Task Users_keep_their_connection_over_http()
    {
        using FakeSpeechServer server = await new FakeSpeechServer().StartAsync();
        await RunAsync(server.Url, "health", clients: 2);

        Assert.True(server.Requests > 2);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Clients_show_the_key_of_a_file()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.Combine("keys"), "# ours\nsesame\n");
        using FakeSpeechServer server = await new FakeSpeechServer().StartAsync();
        await RunAsync(server.Url, "mixed", clients: 12, ("api-key-file", folder.Combine("keys")));

        Assert.Equal(["Bearer sesame"], server.Keys);
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("binary")]
    public async Task Our_own_server_answers_every_chunk_once_and_hears_the_speech_in_it(string encoding)
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        RunFile run = await RunAsync(Short(server.Address, "stream", 4, ("encoding", encoding)) with { Duration = TimeSpan.FromSeconds(4) });

        Assert.True(run.Verdict.Outcome == VerdictOutcome.Pass, Describe(run));
        Assert.Equal(4, Row(run, "completeness")["Sessions whose count agrees"].Number);
        Assert.Contains(Rows(run, "answers"), row => row[0].Text == "partial with words");
        Assert.Contains(Rows(run, "answers"), row => row[0].Text == "final");
        Assert.Equal(3, Rows(run, "words").Count);
    }

    private static long Errors(RunFile run, string operation, string kind) => run.Phases.Sum(phase => phase.Operations.GetValueOrDefault(operation)?.Errors.GetValueOrDefault(kind) ?? 0);

    private static string Describe(RunFile run) => string.Join(' ', [.. run.Verdict.Reasons, .. run.Findings.Select(finding => finding.Text)]);

    private static IReadOnlyList<IReadOnlyList<TableCell>> Rows(RunFile run, string name) => run.Tables.Single(table => table.Name == name).Rows;

    private static Dictionary<string, TableCell> Row(RunFile run, string name, int row = 0)
    {
        ResultTable table = run.Tables.Single(table => table.Name == name);
        return table.Columns.Zip(table.Rows[row]).ToDictionary(cell => cell.First.Name, cell => cell.Second, StringComparer.Ordinal);
    }

    private static Task<RunFile> RunAsync(Uri target, string mode, int clients, params (string Name, string Value)[] parameters) => RunAsync(Short(target, mode, clients, parameters));

    private static Scenario Short(Uri target, string mode, int clients, params (string Name, string Value)[] parameters)
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles[0]).WithMode(mode);
        var settings = new Dictionary<string, string>(scenario.Parameters, StringComparer.Ordinal);
        foreach ((string name, string value) in parameters)
        {
            settings[name] = value;
        }

        return scenario with
        {
            Target = target,
            Clients = clients,
            Parameters = settings,
            // Users pause a tenth as long as they would, so that each does something within the run.
            Load = scenario.Load is Closed closed ? new Closed(closed.ThinkTime / 10) : scenario.Load,
            Duration = TimeSpan.FromSeconds(1),
            WarmUp = TimeSpan.Zero,
            OperationTimeout = TimeSpan.FromSeconds(20),
            DrainTimeout = TimeSpan.FromSeconds(20),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            Thresholds = [],
        };
    }

    private static Task<RunFile> RunAsync(Scenario scenario) => Lab.RunAsync(scenario, SilentProgress.Instance, TestContext.Current.CancellationToken);
}
