using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Engine.Tests.Running;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests;

public sealed class ScenarioTests
{
    private static readonly Uri _target = new("tcp://127.0.0.1:1");

    [Fact]
    public void A_profile_brings_its_faults_and_what_it_does_not_say_is_the_modes()
    {
        var system = new FakeSystem();
        Profile profile = system.Profiles[0] with { Faults = ["kill(restart)@5s"], Reconnect = ReconnectPolicy.Storm };

        Scenario scenario = Scenario.Of(system, profile);

        Assert.Equal(["kill(restart)@5s"], scenario.Faults);
        Assert.Equal((new Closed(), ReconnectPolicy.Storm), (scenario.Load, scenario.Reconnect));
    }

    [Fact]
    public void A_mode_whose_load_depends_on_the_scenario_makes_it_when_the_run_begins()
    {
        FakeSystem system = PerClient();

        Assert.Equal(new Paced(25), (system.Scenario(_target, system.Info.Modes[0].Load) with { Clients = 4 }).ForRun().Load);
        Assert.Equal(new Paced(10), (system.Scenario(_target, system.Info.Modes[0].Load) with { Clients = 10 }).ForRun().Load);
    }

    [Fact]
    public void A_load_that_somebody_names_is_never_replaced_even_by_an_equal_one()
    {
        FakeSystem system = PerClient();
        Assert.Equal(new Paced(1), (system.Scenario(_target, new Paced(1)) with { Clients = 4 }).ForRun().Load);
        Assert.Equal(new Closed(), (system.Scenario(_target, new Closed()) with { Clients = 4 }).ForRun().Load);
    }

    [Fact]
    public async Task Starts_that_cannot_happen_count_for_the_operation_that_the_mode_begins()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        var system = new FakeSystem
        {
            Info = new FakeSystem().Info with
            {
                Operations = ["other", "echo"],
                Modes = [new ModeInfo("echo", "there and back", new Closed()) { Starts = new OperationId(1) }],
            },
            Clients = static _ => new Stuck(),
        };
        Scenario scenario = system.Scenario(target.Address, new Paced(50), clients: 1) with { Thresholds = ["echo.dropped>=15", "other.dropped=0"] };
        RunFile run = await Lab.RunAsync(scenario, SilentProgress.Instance, TestContext.Current.CancellationToken);

        // The first start holds the only client for good; the others of 0.4 s find it busy.
        Assert.Equal([ThresholdOutcome.Pass, ThresholdOutcome.NotMeasured], run.Thresholds.Select(threshold => threshold.Outcome));
    }

    // 100 messages a second over all clients.
    private static FakeSystem PerClient() => new()
    {
        Info = new FakeSystem().Info with { Modes = [new ModeInfo("echo", "there and back", new Paced(1)) { LoadFor = static scenario => new Paced(100.0 / scenario.Clients) }] },
    };

    private sealed class Stuck : VirtualClient
    {
        public override ValueTask ConnectAsync(StepContext context) => default;

        public override async ValueTask StepAsync(StepContext context)
        {
            Operation operation = context.Begin(new OperationId(1), 1);
            await context.Shard.Delay(TimeSpan.FromSeconds(0.6));
            context.Received();
            operation.Ok(1);
        }

        public override ValueTask CloseAsync(StepContext context) => default;
    }
}
