using Millrace.Engine.Clients;
using Millrace.Engine.Subjects;
using Xunit;

namespace Millrace.Engine.Tests.Subjects;

public sealed class ConnectionTimesTests
{
    private readonly ConnectionTimes _times = new();

    [Fact]
    public void The_first_loss_and_the_last_return_belong_to_the_fault()
    {
        _times.Add(5, isBack: false);
        _times.Add(6, isBack: true);
        _times.Add(12, isBack: false);
        _times.Add(13, isBack: true);
        _times.Add(14, isBack: false);
        _times.Add(17, isBack: true);
        Assert.Equal((12, 17), _times.Around(new FaultNote { InjectedAt = 10 }, long.MaxValue));
    }

    [Fact]
    public void What_comes_after_the_next_fault_belongs_to_that()
    {
        _times.Add(12, isBack: false);
        _times.Add(25, isBack: true);
        Assert.Equal((12, 0), _times.Around(new FaultNote { InjectedAt = 10 }, until: 20));
    }

    [Fact]
    public void A_fault_that_cost_no_connection_has_no_times()
    {
        _times.Add(3, isBack: true);
        Assert.Equal((0, 0), _times.Around(new FaultNote { InjectedAt = 2 }, long.MaxValue));
        Assert.Equal((0, 0), _times.Around(default, long.MaxValue));
    }
}
