using Millrace.Amqp.Links;
using Millrace.Amqp.Tests.Client.Channels;

namespace Millrace.Amqp.Tests.Client.Links;

public sealed class AmqpSessionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_told_of_the_end_holds_up_nobody_who_waits_beside_them()
    {
        var session = new AmqpSession(1, StandIn.Connection());
        using var release = new ManualResetEventSlim();
        using CancellationTokenRegistration slow = session.Ended.Register(() => release.Wait(Stop));
        bool first = false;
        Task ending = Task.Run(() => session.End(new AmqpClosedException(), () => first = true), Stop);
        try
        {
            await session.Over.WaitAsync(TimeSpan.FromSeconds(30), Stop);
            Assert.IsType<AmqpClosedException>(session.Cause);
            Assert.False(ending.IsCompleted);
        }
        finally
        {
            release.Set();
            await ending;
        }

        Assert.True(first);
    }

    [Fact]
    public void Only_the_first_end_counts()
    {
        var session = new AmqpSession(1, StandIn.Connection());
        Assert.True(session.End(new AmqpConnectionLostException("first")));
        Assert.False(session.End(new AmqpClosedException(), () => Assert.Fail("the second end did something")));
        Assert.Equal("first", session.Cause?.Message);
    }
}
