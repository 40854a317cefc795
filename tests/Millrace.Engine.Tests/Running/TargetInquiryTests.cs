using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Running;

public sealed class TargetInquiryTests
{
    private static readonly Uri _admin = new("http://127.0.0.1:9/");

    [Fact]
    public async Task What_a_target_says_of_itself_at_the_end_of_the_load_reaches_the_story()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        var system = new FakeSystem { Asks = (admin, _) => Task.FromResult<IReadOnlyDictionary<string, double>>(new Dictionary<string, double> { ["port"] = admin.Port }) };
        RunFile run = await RunAsync(system, target);

        Assert.Equal(9, Assert.Single(run.Findings, finding => finding.Text == "told").Numbers["port"]);
    }

    [Fact]
    public async Task What_a_target_says_as_the_measured_part_begins_reaches_the_story_of_a_system_that_asks_for_it()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        int asked = 0;
        var system = new FakeSystem
        {
            AsksTargetBefore = true,
            Asks = (_, _) => Task.FromResult<IReadOnlyDictionary<string, double>>(new Dictionary<string, double> { ["asked"] = Interlocked.Increment(ref asked) }),
        };
        RunFile run = await RunAsync(system, target);

        Assert.Equal(1, Assert.Single(run.Findings, finding => finding.Text == "told before").Numbers["asked"]);
        Assert.Equal(2, Assert.Single(run.Findings, finding => finding.Text == "told").Numbers["asked"]);
    }

    [Fact]
    public async Task A_target_that_cannot_answer_ends_no_run()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        var system = new FakeSystem { Asks = (_, _) => throw new InvalidDataException("it answered in riddles") };
        RunFile run = await RunAsync(system, target);

        Assert.Equal(VerdictOutcome.Pass, run.Verdict.Outcome);
        Assert.Contains(run.Findings, finding => finding.Text == "it answered in riddles");
    }

    [Fact]
    public async Task A_target_without_an_admin_address_is_not_asked()
    {
        var system = new FakeSystem { Asks = (_, _) => throw new InvalidOperationException("nobody is to be asked") };
        (IReadOnlyDictionary<string, double> figures, string? problem) = await TargetInquiry.AskAsync(system, null);

        Assert.Empty(figures);
        Assert.Null(problem);
    }

    private static Task<RunFile> RunAsync(FakeSystem system, FakeTarget target) => Lab.RunAsync(
        system.Scenario(target.Address, new Closed(), seconds: 0.1) with { TargetAddresses = new Dictionary<string, Uri> { ["admin"] = _admin } },
        SilentProgress.Instance,
        TestContext.Current.CancellationToken);
}
