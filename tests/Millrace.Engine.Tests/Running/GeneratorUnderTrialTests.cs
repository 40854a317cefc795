using System.Buffers.Binary;
using System.Net;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Shards;
using Millrace.Testing;
using Xunit;

namespace Millrace.Engine.Tests.Running;

/// <summary>Real runs of a generator that is saturated on purpose, and of one that idles: three of each here, a hundred of each in a soak.</summary>
public sealed class GeneratorUnderTrialTests
{
    private static readonly int Trials = Soak.IsOn ? 100 : 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generator_that_burns_its_processor_in_every_step_is_convicted(bool isPaced)
    {
        Assert.SkipUnless(ThreadClock.Seconds() is not null, "the system does not tell what a thread used");
        var system = new FakeSystem { Clients = _ => new BurningClient(TimeSpan.FromMilliseconds(2)) };
        for (int i = 0; i < Trials; i++)
        {
            using FakeTarget target = await FakeTarget.StartAsync();

            // Long enough for pages whose both ends lie in the measured part, though the busy thread turns them late: what it used is known of those alone.
            // A hundred clients that burn 2 ms in every step, asked for 2,000 a second: four times what one thread can do. So many that it has work for 200 ms, as long as a crowded machine
            // keeps the target from answering.
            LoadModel load = isPaced ? new Paced(20) : new Closed();
            RunFile run = await RunAsync(system.Scenario(target.Address, load, clients: 100, seconds: 3, warmUp: 0.5) with { GeneratorCpus = [FirstCpu], Seed = i });

            // Where others left its thread less than half of a processor, nobody can say what it would have done with a whole one: then at least it is not believed.
            bool isStarved = run.Generator.Disturbed == true && run.Generator.Reasons.Any(reason => reason.Contains("of a processor and waited for one", StringComparison.Ordinal));
            Assert.True(run.Generator.Verdict == (isStarved ? GeneratorVerdict.Inconclusive : GeneratorVerdict.GeneratorLimited), $"run {i}: {run.Generator.Verdict}, {string.Join("; ", run.Generator.Reasons)}");
        }
    }

    [Fact]
    public async Task Generator_that_idles_is_never_accused()
    {
        var system = new FakeSystem();
        for (int i = 0; i < Trials; i++)
        {
            using FakeTarget target = await FakeTarget.StartAsync();
            RunFile run = await RunAsync(system.Scenario(target.Address, new Paced(10), clients: 10, seconds: 1, warmUp: 0.2) with { Seed = i });

            // On a crowded machine it is kept from its processor, which is nobody's fault here: the run may prove nothing, but it accuses nobody.
            Assert.True(run.Generator.Verdict != GeneratorVerdict.GeneratorLimited, $"run {i}: {string.Join("; ", run.Generator.Reasons)}");
        }
    }

    private static int FirstCpu => Millrace.Engine.Targets.CpuAffinity.Allowed()?.Cpus[0] ?? 0;

    private static Task<RunFile> RunAsync(Scenario scenario) => Lab.RunAsync(scenario, SilentProgress.Instance, Cancel);

    /// <summary>Sends eight bytes, waits for them, and before that computes for a while on its shard's own thread.</summary>
    private sealed class BurningClient(TimeSpan time) : VirtualClient
    {
        private static readonly OperationId _echo = new(0);
        private readonly byte[] _bytes = new byte[FakeSystem.MessageBytes];
        private TcpLink? _link;

        public override async ValueTask ConnectAsync(StepContext context) =>
            _link = await context.Shard.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.Seat.Target.Port), context.ConnectCancellation);

        public override async ValueTask StepAsync(StepContext context)
        {
            // By the thread's own clock, so that it is as much work on a crowded machine as on a quiet one.
            double until = ThreadClock.Seconds()!.Value + time.TotalSeconds;
            while (ThreadClock.Seconds() < until)
            {
                Thread.SpinWait(50);
            }

            Operation operation = context.Begin(_echo, FakeSystem.MessageBytes);
            BinaryPrimitives.WriteInt64LittleEndian(_bytes, 1);
            await _link!.SendAsync(_bytes);
            for (int got = 0; got < _bytes.Length;)
            {
                int count = await _link.ReceiveAsync(_bytes.AsMemory(got));
                if (count == 0)
                {
                    operation.Fail("ended");
                    return;
                }

                got += count;
            }

            operation.Ok(_bytes.Length);
        }

        public override ValueTask CloseAsync(StepContext context)
        {
            _link?.Dispose();
            return default;
        }
    }
}
