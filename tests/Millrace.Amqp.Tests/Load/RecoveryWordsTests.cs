using Millrace.Amqp.Load.Stories;
using Millrace.Results;

namespace Millrace.Amqp.Tests.Load;

public sealed class RecoveryWordsTests
{
    private static readonly FaultResult _unnoticed = new() { Kind = "reset_peer", Spec = "reset_peer@3s", Target = "target", AtSeconds = 3 };
    private static readonly FaultResult _recovered = _unnoticed with { DetectMs = 1, RecoverLastMs = 100 };
    private static readonly FaultResult _never = _unnoticed with { DetectMs = 1 };

    [Fact]
    public void Who_never_came_back_does_not_read_as_nobody_noticed()
    {
        Assert.Equal("not noticed", RecoveryWords.Recovered(_unnoticed, null).Text);
        Assert.Equal("not all recovered", RecoveryWords.Recovered(_never, null).Text);
        Assert.Equal(100, RecoveryWords.Recovered(_recovered, 100).Number);
    }

    [Fact]
    public void The_worst_of_several_runs_stands_for_them()
    {
        Assert.Equal("not all recovered", RecoveryWords.Worst([_recovered, _never, _unnoticed]).Text);
        Assert.Equal(100, RecoveryWords.Worst([_unnoticed, _recovered]).Number);
        Assert.Equal("not noticed", RecoveryWords.Worst([_unnoticed]).Text);
    }
}
