using Millrace.Cli.Running;
using Xunit;

namespace Millrace.Cli.Tests.Running;

public sealed class InterruptionTests
{
    [Fact]
    public void First_request_stops_the_run_and_the_second_ends_the_process()
    {
        var said = new List<string>();
        var exits = new List<int>();
        using var interruption = new Interruption(said.Add, exits.Add);

        interruption.Request();

        Assert.True(interruption.Token.IsCancellationRequested);
        Assert.Empty(exits);

        interruption.Request();

        Assert.Equal([130], exits);
        Assert.StartsWith("stopping: ", Assert.Single(said), StringComparison.Ordinal);
    }
}
