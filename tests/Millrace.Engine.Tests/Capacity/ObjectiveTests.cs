using Millrace.Engine.Capacity;
using Millrace.Engine.Judging;
using Xunit;

namespace Millrace.Engine.Tests.Capacity;

public sealed class ObjectiveTests
{
    [Theory]
    [InlineData("p99<50ms abort")]
    [InlineData("loss=0, p99<50ms abort after 5s")]
    public void A_part_of_an_objective_cannot_abort(string text) =>
        Assert.Contains("leave the abort out", Assert.Throws<ThresholdException>(() => Objective.Parse(text)).Message, StringComparison.Ordinal);
}
