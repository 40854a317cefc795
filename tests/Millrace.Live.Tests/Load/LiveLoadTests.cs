using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Live.Load;
using Millrace.Results;

namespace Millrace.Live.Tests.Load;

/// <summary>The clients against a small server that does as a test says: every failure is counted by its kind, and the accounts close.</summary>
public sealed class LiveLoadTests
{
    private static readonly LiveSystem _system = new();

    [Theory]
    [InlineData("events")]
    [InlineData("saturate")]
    [InlineData("idle")]
    public async Task Every_mode_is_answered_and_its_documents_are_equal(string mode)
    {
        using FakeLiveServer server = await new FakeLiveServer().StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 4).WithMode(mode) with { Load = mode == "saturate" ? new Closed() : new Paced(50) });

        Assert.True(run.Verdict.Outcome == VerdictOutcome.Pass, string.Join(' ', run.Verdict.Reasons));
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Equal(4, run.Phases[0].Operations["page"].Ok);
        Assert.Equal(4, server.Pages);
        Assert.Equal(4, Row(run, "connections")["Sessions opened"].Number);
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("4 of 4 clients compared the document", StringComparison.Ordinal));
        Assert.Contains(run.Findings, finding => finding.Text.Contains("Another system's server-driven UI", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bytes_and_operations_of_the_protocol_are_counted()
    {
        using FakeLiveServer server = await new FakeLiveServer().StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 1));

        // An event: kind, sequence, node, value. A frame of patches: kind, sequence, last event, twice operation, node and value, of which the second refers to the first.
        Dictionary<string, TableCell> protocol = Row(run, "protocol");
        Assert.Equal(3 + 24, protocol["Bytes per event"].Number);
        Assert.Equal(3 + 3 + 24 + 3, protocol["Bytes per patch frame"].Number);
        Assert.Equal("text", Row(run, "operations")["Operation"].Text);
        // What is answered after the end of the measured part is no longer counted in it.
        Assert.InRange(protocol["Patches per event"].Number!.Value, 1, 2);
        Assert.True(server.Acks > 0);
    }

    [Fact]
    public async Task A_wrong_patch_fails_the_run_and_the_report_names_the_place()
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = FakeTrouble.WrongPatch, At = 1 }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 2) with { Load = new Paced(4) });

        Assert.Equal((VerdictOutcome.Fail, 2), (run.Verdict.Outcome, run.Invariants["documents-equal"]));
        Assert.Contains(run.Findings, finding => finding.Severity == FindingSeverity.Problem && finding.Text.Contains("\"wrong\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FakeTrouble.TokenMissing, "token-missing", "no-missing-tokens")]
    [InlineData(FakeTrouble.Malformed, "patch-decode", "no-unreadable-patches")]
    [InlineData(FakeTrouble.NoHandler, "notice-no-such-handler", null)]
    public async Task An_event_without_its_patch_is_an_error_of_its_kind(object trouble, string kind, string? invariant)
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = (FakeTrouble)trouble }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 1));

        Assert.Equal(1, run.Operations["event"].Errors[kind]);
        Assert.Equal((1, 1), (run.Accounting.Failed, run.Accounting.Sent - run.Accounting.Ok));
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.True(invariant is null || run.Invariants[invariant] == 1);
        Assert.True(run.Operations["event"].Ok > 5, "the client should go on");
    }

    [Fact]
    public async Task An_event_that_a_later_one_overtook_in_the_same_frame_is_done()
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = FakeTrouble.Superseded }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 1) with { Window = 4 });

        Assert.Equal((0, 1), (run.Invariants["no-missing-tokens"], Row(run, "protocol")["Superseded"].Number));
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Equal(VerdictOutcome.Pass, run.Verdict.Outcome);
    }

    [Theory]
    [InlineData(FakeTrouble.NoDocument)]
    [InlineData(FakeTrouble.DocumentAhead)]
    public async Task A_document_that_nobody_could_compare_fails_the_run(object trouble)
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = (FakeTrouble)trouble }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 2));

        Assert.Equal((VerdictOutcome.Fail, 2, 0), (run.Verdict.Outcome, run.Invariants["documents-compared"], run.Invariants["documents-equal"]));
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Contains(run.Findings, finding => finding.Severity == FindingSeverity.Problem && finding.Text.StartsWith("2 clients asked for the server's document", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_frame_that_is_none_fails_the_run_and_ends_nothing()
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = FakeTrouble.UnknownFrame }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 1));

        Assert.Equal((1, VerdictOutcome.Fail), (run.Invariants["no-unreadable-frames"], run.Verdict.Outcome));
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Contains(run.Findings, finding => finding.Text.Contains("f00102", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gap_is_mended_by_a_document()
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = FakeTrouble.Gap }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 1));

        Assert.Equal((1, 0), (run.Invariants["no-gaps-in-patches"], run.Invariants["documents-equal"]));
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("1 of 1 clients compared", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_evicted_session_is_told_apart_and_its_client_loads_the_page_again()
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = FakeTrouble.Evicted }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 1) with { Duration = TimeSpan.FromSeconds(1.5) });

        Assert.True(server.Pages > 1, "the page is to be loaded again");
        Assert.True(run.Operations["event"].Errors["goodbye-session-too-large"] > 0);
        Assert.True(Row(run, "connections")["Evicted"].Number > 0);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Contains(run.Findings, finding => finding.Severity == FindingSeverity.Problem && finding.Text.Contains("because of SessionTooLarge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_that_is_cut_resumes_its_session_with_its_document()
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = FakeTrouble.CutOff }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 1) with { Duration = TimeSpan.FromSeconds(1.5) });

        Assert.Equal((1, 1), (server.Pages, server.Resumed));
        Assert.Equal((1, 0), (run.Accounting.Indefinite, run.Invariants["documents-equal"]));
        Assert.Equal(1, Row(run, "connections")["Resumed"].Number);
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("1 of 1 clients compared", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FakeTrouble.Busy, "http-503", "503")]
    [InlineData(FakeTrouble.NoUpgrade, "http-403", "403")]
    [InlineData(FakeTrouble.TokenRefused, "goodbye-token", "because of Token")]
    [InlineData(FakeTrouble.NoLivePage, "page", "is no page of a Live server of Millrace")]
    public async Task A_client_that_gets_no_session_says_why(object trouble, string kind, string words)
    {
        using FakeLiveServer server = await new FakeLiveServer { Trouble = (FakeTrouble)trouble }.StartAsync();
        RunFile run = await RunAsync(Short(server, clients: 1));

        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
        Assert.True(run.Phases[0].Operations["connect"].Errors[kind] > 0);
        Assert.Contains(run.Verdict.Reasons, reason => reason.Contains(words, StringComparison.Ordinal));
    }

    private static Dictionary<string, TableCell> Row(RunFile run, string name)
    {
        ResultTable table = run.Tables.Single(table => table.Name == name);
        return table.Columns.Zip(table.Rows[0]).ToDictionary(cell => cell.First.Name, cell => cell.Second, StringComparer.Ordinal);
    }

    private static Scenario Short(FakeLiveServer server, int clients) => Scenario.Of(_system, _system.Profiles[0]) with
    {
        Target = server.Url,
        Clients = clients,
        Load = new Paced(40),
        Duration = TimeSpan.FromSeconds(1),
        WarmUp = TimeSpan.Zero,
        OperationTimeout = TimeSpan.FromSeconds(20),
        DrainTimeout = TimeSpan.FromSeconds(20),
        ConnectTimeout = TimeSpan.FromSeconds(30),
        Thresholds = [],
    };

    private static Task<RunFile> RunAsync(Scenario scenario) => Lab.RunAsync(scenario, SilentProgress.Instance, TestContext.Current.CancellationToken);
}
