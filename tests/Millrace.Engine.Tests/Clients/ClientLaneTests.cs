using Millrace.Engine.Clients;
using Millrace.Engine.Dispatch;
using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Engine.Tests.Running;
using Millrace.Shards;
using Xunit;

namespace Millrace.Engine.Tests.Clients;

public sealed class ClientLaneTests
{
    [Fact]
    public async Task A_connection_that_comes_up_after_the_close_is_closed_too()
    {
        using Shard shard = Shard.Start();
        await shard.RunAsync(async () =>
        {
            var client = new SlowClient();
            var owner = new Owner();
            Scenario scenario = new FakeSystem().Scenario(new Uri("tcp://127.0.0.1:1"), new Closed());
            var lane = new ClientLane(client, new ClientSeat(0, shard, scenario.Target!, scenario), owner);
            Task<bool> connecting = lane.ConnectAsync(Shard.Now, CancellationToken.None).AsTask();
            await lane.CloseAsync();
            Assert.False(client.IsOpen);

            client.MayConnect.SetResult();

            Assert.False(await connecting);
            Assert.Equal((true, false), (client.HasConnected, client.IsOpen));
            Assert.Equal((0, 0, LaneState.Closed), (owner.CameUpCount, owner.Meter.Connecting, lane.State));
        }).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private sealed class SlowClient : VirtualClient
    {
        public TaskCompletionSource MayConnect { get; } = new();

        public bool HasConnected { get; private set; }

        public bool IsOpen { get; private set; }

        public override async ValueTask ConnectAsync(StepContext context)
        {
            await MayConnect.Task;
            HasConnected = IsOpen = true;
        }

        public override ValueTask StepAsync(StepContext context) => throw new NotSupportedException();

        public override ValueTask CloseAsync(StepContext context)
        {
            IsOpen = false;
            return default;
        }
    }

    private sealed class Owner : LaneOwner
    {
        public int CameUpCount { get; private set; }

        public override Meter Meter { get; } = new(PhaseTimeline.Plan(TimeSpan.Zero, TimeSpan.FromHours(1), []).StartingAt(0, Shard.Now), 2, []);

        public override Dispatcher Dispatcher => throw new NotSupportedException();

        public override int Window => 1;

        public override long TimeoutTicks => Ticks.PerSecond;

        public override TimeSpan ConnectTimeout => TimeSpan.FromSeconds(20);

        public override OperationId ConnectOperation => new(1);

        public override void CameUp(ClientLane lane) => CameUpCount++;

        public override void WentDown(ClientLane lane, string kind) => throw new NotSupportedException();

        public override void Heard(Exception exception) => throw new NotSupportedException();
    }
}
