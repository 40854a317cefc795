using Xunit;

namespace Millrace.Faults.Tests.Paths;

public class PathFaultTests
{
    [Theory]
    [InlineData("latency(200ms,jitter=100ms)@5s..10s", "latency", "downstream", 1, "latency=200 jitter=100")]
    [InlineData("latency(200ms,direction=upstream,toxicity=50%)@5s..10s", "latency", "upstream", 0.5, "latency=200 jitter=0")]
    [InlineData("bandwidth(100)@5s..10s", "bandwidth", "both", 1, "rate=100")]
    [InlineData("slow_close(2s)@5s..10s", "slow_close", "both", 1, "delay=2000")]
    [InlineData("timeout(0ms)@5s..10s", "timeout", "both", 1, "timeout=0")]
    [InlineData("timeout@5s..10s", "timeout", "both", 1, "timeout=0")]
    [InlineData("reset_peer@5s", "reset_peer", "both", 1, "timeout=0")]
    [InlineData("slicer(10,variation=5,delay=1ms)@5s..10s", "slicer", "both", 1, "average_size=10 size_variation=5 delay=1000")]
    [InlineData("limit_data(1000)@5s..10s", "limit_data", "both", 1, "bytes=1000")]
    [InlineData("down@5s..8s", "down", "both", 1, "")]
    [InlineData("loss(5%)@5s..10s", "loss", "both", 1, "probability=0.05")]
    [InlineData("burst_loss(1%,25%)@5s..10s", "burst_loss", "both", 1, "enter=0.01 leave=0.25 bad=1 good=0")]
    [InlineData("duplicate(5%)@5s..10s", "duplicate", "both", 1, "probability=0.05")]
    [InlineData("reorder(25%,gap=2)@5s..10s", "reorder", "both", 1, "probability=0.25 gap=2 within=100")]
    [InlineData("delay(20ms,jitter=5ms)@5s..10s", "delay", "downstream", 1, "delay=20 jitter=5")]
    [InlineData("corrupt(1%)@5s..10s", "corrupt", "both", 1, "probability=0.01 bits=1")]
    public async Task A_fault_of_the_timeline_goes_onto_the_path_and_off_again(string text, string type, string stream, double toxicity, string attributes)
    {
        FaultEvent planned = Assert.Single(FaultTimeline.Parse(text).Events);
        RecordingPath path = new(planned.Fault.Info.Scope);
        StubTarget target = new(null) { Path = path };
        Assert.Null(planned.Fault.Check(planned.Arguments, target));
        FaultInstance instance = planned.Fault.Create(planned.Arguments, new FaultContext { Target = target, Random = new Random(1) });
        await instance.InjectAsync(TestContext.Current.CancellationToken);
        PathFault put = Assert.Single(path.On);
        Assert.Equal((type, stream, toxicity), (put.Type, put.Stream, put.Toxicity));
        Assert.Equal(attributes, string.Join(' ', put.Attributes.Select(a => FormattableString.Invariant($"{a.Key}={a.Value}"))));
        _ = FaultEntry.Of(put, path.Scope); // the proxy takes it
        Assert.True(await instance.LiftAsync(runEnded: false, TestContext.Current.CancellationToken));
        Assert.Empty(path.On);
        Assert.False(await instance.LiftAsync(runEnded: true, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("latency@5s..10s", "latency needs its delay")]
    [InlineData("latency(200ms)@5s", "needs an end")]
    [InlineData("slicer(5,variation=5)@5s..10s", "must be less than the average size")]
    [InlineData("slicer(0)@5s..10s", "average_size is 0")]
    [InlineData("burst_loss(0,0)@5s..10s", "the line would never change")]
    [InlineData("latency(200ms,direction=sideways)@5s..10s", "'sideways' is not a value it takes")]
    [InlineData("loss(150%)@5s..10s", "is not a share")]
    public void What_is_written_wrong_is_said(string text, string says) =>
        Assert.Contains(says, Assert.Throws<FaultSyntaxException>(() => FaultTimeline.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Reset_peer_is_one_event_without_an_end_and_holds_with_one()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), FaultTimeline.Parse("reset_peer@5s").Events[0].LiftAt);
        Assert.Equal(TimeSpan.FromSeconds(8), FaultTimeline.Parse("reset_peer@5s..8s").Events[0].LiftAt);
    }

    [Fact]
    public void A_path_fault_needs_a_path_of_its_kind()
    {
        FaultEvent latency = FaultTimeline.Parse("latency(1ms)@5s..10s").Events[0];
        Assert.Contains("no fault proxy", latency.Fault.Check(latency.Arguments, new StubTarget(null)), StringComparison.Ordinal);
        Assert.Contains(
            "latency works on TCP, and this target is reached over UDP; faults for it: loss,",
            latency.Fault.Check(latency.Arguments, new StubTarget(null) { Path = new RecordingPath(FaultScope.Udp) }),
            StringComparison.Ordinal);
    }

    private sealed class RecordingPath(FaultScope scope) : IFaultPath
    {
        public List<PathFault> On { get; } = [];

        public FaultScope Scope => scope;

        public Task AddAsync(PathFault fault, CancellationToken cancellationToken)
        {
            On.Add(fault);
            return Task.CompletedTask;
        }

        public Task RemoveAsync(string name, CancellationToken cancellationToken)
        {
            Assert.Equal(1, On.RemoveAll(f => f.Name == name));
            return Task.CompletedTask;
        }
    }
}
