using Millrace.Engine.Arrivals;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Engine.Tests.Running;

/// <summary>One message to many members on other shards: every copy is accounted for, and the whole takes as long as its last copy.</summary>
public sealed class FanOutTests
{
    private const int Members = 6;

    [Fact]
    public async Task Every_copy_is_due_sent_and_received_once_and_the_whole_ends_with_the_last()
    {
        var room = new Room();
        RunFile run = await RunAsync(room);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.All(run.Phases, phase => Assert.Empty(phase.Accounting.BrokenIdentities()));
        (OperationResult whole, OperationResult copy) = (run.Operations["fanout"], run.Operations["delivery"]);
        Assert.True(whole.Ok > 3, $"only {whole.Ok} messages were sent");
        Assert.Equal(Members * whole.Ok, copy.Ok);
        Assert.Equal((Members + 1) * whole.Ok, run.Phases.Single(phase => phase.Measured).Accounting.Received);
        // The slowest member is 5 ms behind the quickest, and the whole waits for it.
        Assert.True(whole.Service!.MinMs >= 5, $"a whole took {whole.Service.MinMs} ms");
        Assert.True(copy.Service!.MinMs < whole.Service.MinMs, $"a copy took {copy.Service.MinMs} ms");
        Assert.Equal(copy.Service.MaxMs, whole.Service.MaxMs);
    }

    [Fact]
    public Task A_copy_that_never_comes_is_lost_with_its_whole_and_the_other_copies_count() => Patience.WithAsync(TimeSpan.FromSeconds(0.2), async timeout =>
    {
        var room = new Room { Treat = static (message, member) => message == 3 && member == 1 ? Fate.Lost : Fate.Delivered };
        RunFile run = await RunAsync(room, timeout: timeout);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal(2, run.Accounting.Lost);
        Assert.Equal(1, run.Operations["delivery"].Errors["lost"]);
        Assert.Equal(1, run.Operations["fanout"].Errors["lost"]);
    });

    [Fact]
    public async Task A_member_that_lost_its_connection_makes_its_copy_and_the_whole_indefinite()
    {
        var room = new Room { Treat = static (message, member) => message == 3 && member == 1 ? Fate.Indefinite : Fate.Delivered };
        RunFile run = await RunAsync(room);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((2, 0), (run.Accounting.Indefinite, run.Accounting.Lost));
    }

    [Fact]
    public async Task A_copy_that_is_not_what_was_sent_is_corrupted_and_so_is_the_whole()
    {
        var room = new Room { Treat = static (message, member) => message == 3 && member == 1 ? Fate.Corrupted : Fate.Delivered };
        RunFile run = await RunAsync(room);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((2, 0), (run.Accounting.Corrupted, run.Accounting.Lost));
        Assert.Equal((1, 1), (run.Operations["delivery"].Errors["corrupted"], run.Operations["fanout"].Errors["corrupted"]));
    }

    [Fact]
    public async Task One_copy_too_many_is_a_duplicate()
    {
        var room = new Room { Treat = static (message, member) => message == 3 && member == Members ? Fate.Twice : Fate.Delivered };
        RunFile run = await RunAsync(room);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, 0), (run.Accounting.Duplicated, run.Accounting.Lost));
    }

    [Theory]
    [InlineData("paced")]
    [InlineData("arrivals")]
    public async Task The_rate_of_all_is_carried_by_those_that_start(string model)
    {
        // 140 a second over 7 clients, six of whom only listen: the one that starts takes all.
        RunFile run = await RunAsync(new Room(), model == "paced" ? new Paced(20) : new ArrivalRate(new ConstantPlan(140)));

        Assert.Equal((70, 70), (run.Operations["fanout"].Ok, run.Accounting.Due / (Members + 1)));
        Assert.Equal(0, run.Accounting.Dropped);
    }

    private static async Task<RunFile> RunAsync(Room room, LoadModel? load = null, TimeSpan? timeout = null)
    {
        // The target is only there to be named: the room passes messages on within this process.
        using FakeTarget target = await FakeTarget.StartAsync();
        var system = new FakeSystem
        {
            Clients = seat => room.NewClient(seat),
            Info = new FakeSystem().Info with { Operations = ["fanout", "delivery"] },
        };
        Scenario scenario = system.Scenario(target.Address, load ?? new Closed(), clients: Members + 1, seconds: 0.5, window: load is null ? 8 : 128) with
        {
            GeneratorCpus = [0, 0],
            OperationTimeout = timeout ?? TimeSpan.FromSeconds(10),
        };
        return await Lab.RunAsync(scenario, SilentProgress.Instance, TestContext.Current.CancellationToken);
    }

    private enum Fate
    {
        Delivered,
        Twice,
        Lost,
        Indefinite,
        Corrupted,
    }

    private sealed class Room
    {
        private readonly StepContext?[] _members = new StepContext?[Members + 1];

        public Func<long, int, Fate> Treat { get; init; } = static (_, _) => Fate.Delivered;

        public VirtualClient NewClient(ClientSeat seat) => new Client(this, listens: seat.Index != 0);

        private void Pass(FanOut message)
        {
            for (int i = 1; i <= Members; i++)
            {
                StepContext member = _members[i]!;
                member.Shard.Post(_ => { _ = PassAsync(message, member); }, null);
            }
        }

        private async Task PassAsync(FanOut message, StepContext member)
        {
            await member.Shard.Delay(TimeSpan.FromMilliseconds(member.Seat.Index));
            switch (Treat(message.Sequence, member.Seat.Index))
            {
                case Fate.Indefinite:
                    message.Indefinite(member, ErrorKinds.Reset);
                    break;
                case Fate.Lost:
                    break;
                case Fate.Corrupted:
                    member.Received();
                    message.Corrupted(member, 10);
                    break;
                case var fate:
                    for (int i = fate == Fate.Twice ? 2 : 1; i > 0; i--)
                    {
                        member.Received();
                        message.Delivered(member, 10);
                    }

                    break;
            }
        }

        private sealed class Client(Room room, bool listens) : VirtualClient
        {
            public override bool IsListener => listens;

            public override ValueTask ConnectAsync(StepContext context)
            {
                room._members[context.Seat.Index] = context;
                return default;
            }

            public override ValueTask StepAsync(StepContext context)
            {
                Assert.Equal(0, context.Seat.Index);
                room.Pass(context.BeginFanOut(new OperationId(0), new OperationId(1), Members, 10));
                return default;
            }

            public override ValueTask CloseAsync(StepContext context) => default;
        }
    }
}
