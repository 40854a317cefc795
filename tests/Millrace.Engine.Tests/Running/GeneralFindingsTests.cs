using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Running;

public sealed class GeneralFindingsTests
{
    private static readonly FakeSystem _system = new();

    [Theory]
    [InlineData(3, FindingSeverity.Problem, "3 of 4 clients connected within 0.50 s")]
    [InlineData(4, FindingSeverity.Info, "4 of 4 clients connected within 0.50 s")]
    [InlineData(5, FindingSeverity.Warning, "5 connections were opened for 4 clients within 0.50 s")]
    public void Connecting_never_counts_more_clients_than_there_are(int opened, FindingSeverity severity, string text)
    {
        Finding finding = Assert.Single(Tell(opened));

        Assert.Equal(severity, finding.Severity);
        Assert.StartsWith(text, finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void Certificate_that_nobody_checked_is_said(bool acceptAny, int findings) => Assert.Equal(findings, Tell(4, new TargetTls(acceptAny)).Count);

    private static IList<Finding> Tell(int opened, TargetTls? tls = null)
    {
        Scenario scenario = _system.Scenario(new Uri("tcp://127.0.0.1:1"), new Closed(), clients: 4) with { Tls = tls };
        var connects = new Dictionary<string, OperationResult> { [scenario.System.Info.ConnectName] = new() { Count = opened, Ok = opened } };
        var story = new RunStory(
            new RunFile
            {
                System = "fake",
                Profile = "fake",
                Environment = new RunEnvironment { StartedAt = DateTimeOffset.UnixEpoch, MillraceVersion = "0.0.0" },
                Parameters = RunFiles.Parameters(scenario, scenario.Target, 1),
                Phases = [new PhaseResult { Name = "connect", StartSeconds = 0, EndSeconds = 0.5, Measured = false, Operations = connects }],
            },
            scenario,
            new Dictionary<string, long>());
        GeneralFindings.Tell(story, new Dictionary<string, long>(), [], targetMemory: null);
        return story.Findings;
    }
}
