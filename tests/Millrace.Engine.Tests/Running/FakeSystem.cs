using System.Buffers.Binary;
using System.Net;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Shards;

namespace Millrace.Engine.Tests.Running;

/// <summary>A system whose messages are eight bytes, the sequence number: for driving the engine against an in-process target.</summary>
internal sealed class FakeSystem : ISystemUnderLoad
{
    public const int MessageBytes = 8;

    /// <summary>The clients, where they shall be others than those that echo.</summary>
    public Func<ClientSeat, VirtualClient>? Clients { get; init; }

    /// <summary>What the target is asked of itself at its admin address; nothing by default.</summary>
    public Func<Uri, CancellationToken, Task<IReadOnlyDictionary<string, double>>>? Asks { get; init; }

    /// <summary>Whether it is asked as the measured part begins, too.</summary>
    public bool AsksTargetBefore { get; init; }

    /// <summary>The processes that belong to the target.</summary>
    public IReadOnlyList<CompanionRecipe> Companions { get; init; } = [];

    public SystemInfo Info { get; init; } = new()
    {
        Name = "fake",
        Description = "eight bytes there and back",
        Operations = ["echo"],
        Modes = [new ModeInfo("echo", "there and back", new Closed())],
        Schemes = ["tcp"],
        DefaultPayloadBytes = MessageBytes,
    };

    public IReadOnlyList<Profile> Profiles => [new Profile { Name = "fake", Description = "for tests", Mode = "echo" }];

    public IReadOnlyList<string> Validate(Scenario scenario) => [];

    public TargetRecipe Embedded(Scenario scenario) => new([], "tcp") { Companions = Companions }; // driven in process: only the companions are ever started

    public VirtualClient NewClient(ClientSeat seat) => Clients?.Invoke(seat) ?? new Client();

    public Task<IReadOnlyDictionary<string, double>> AskTargetAsync(Uri admin, CancellationToken cancellationToken) =>
        Asks?.Invoke(admin, cancellationToken) ?? Task.FromResult<IReadOnlyDictionary<string, double>>(new Dictionary<string, double>());

    public void Tell(RunStory story)
    {
        story.Find(Results.FindingSeverity.Info, "told", [.. story.TargetFigures.Select(figure => (figure.Key, figure.Value))]);
        story.Find(Results.FindingSeverity.Info, "told before", [.. story.TargetFiguresBefore.Select(figure => (figure.Key, figure.Value))]);
        if (story.TargetSilence is { } silence)
        {
            story.Find(Results.FindingSeverity.Info, silence);
        }
    }

    public Scenario Scenario(Uri target, LoadModel load, int clients = 4, double seconds = 0.4, double warmUp = 0, int window = 1) => Engine.Scenario.Of(this, Profiles[0]) with
    {
        Target = target,
        Load = load,
        Clients = clients,
        Window = window,
        Duration = TimeSpan.FromSeconds(seconds),
        WarmUp = TimeSpan.FromSeconds(warmUp),
        OperationTimeout = TimeSpan.FromSeconds(5), // a busy machine stalls now and then
        DrainTimeout = TimeSpan.FromSeconds(5),
    };

    private sealed class Client : VirtualClient
    {
        private static readonly OperationId _echo = new(0);
        private readonly byte[] _out = new byte[MessageBytes];
        private readonly byte[] _in = new byte[MessageBytes];
        private TcpLink? _link;

        public override async ValueTask ConnectAsync(StepContext context)
        {
            _link?.Dispose();
            _link = await context.Shard.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.Seat.Target.Port), context.ConnectCancellation);
            _ = ReadAsync(context, _link);
        }

        public override async ValueTask StepAsync(StepContext context)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_out, context.InFlight.Begin(_echo, MessageBytes));
            await _link!.SendAsync(_out);
        }

        public override ValueTask CloseAsync(StepContext context)
        {
            _link?.Dispose();
            return default;
        }

        private async Task ReadAsync(StepContext context, TcpLink link)
        {
            try
            {
                while (true)
                {
                    for (int got = 0; got < MessageBytes;)
                    {
                        int count = await link.ReceiveAsync(_in.AsMemory(got));
                        if (count == 0)
                        {
                            context.Disconnected("ended");
                            return;
                        }

                        got += count;
                    }

                    context.Received();
                    long sequence = BinaryPrimitives.ReadInt64LittleEndian(_in);
                    if (sequence < 0)
                    {
                        context.InFlight.Corrupt(-sequence, _echo, MessageBytes);
                    }
                    else
                    {
                        context.InFlight.Complete(sequence, _echo, MessageBytes);
                    }
                }
            }
            catch (LinkException e)
            {
                context.Disconnected(ErrorKinds.Of(e.Error));
            }
        }
    }
}
