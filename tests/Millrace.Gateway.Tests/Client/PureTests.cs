using System.Text.Json.Serialization;
using Millrace.Gateway.Client;
using Millrace.Gateway.Client.Connecting;
using Millrace.Gateway.Client.Connections;
using Millrace.Gateway.Client.Handling;

namespace Millrace.Gateway.Tests.Client;

public sealed class PureTests
{
    [Fact]
    public void Waits_are_shifted_by_up_to_the_jitter_and_the_same_for_the_same_seed()
    {
        TimeSpan[] one = Waits(seed: 7);
        TimeSpan[] other = Waits(seed: 8);

        Assert.Equal(one, Waits(seed: 7));
        Assert.NotEqual(one, other);
        double[] nominal = [100, 200, 400, 800, 1600, 3200, 5000, 5000];
        Assert.All(one.Zip(nominal), pair => Assert.InRange(pair.First.TotalMilliseconds, pair.Second * 0.8, pair.Second * 1.2));

        static TimeSpan[] Waits(int seed)
        {
            ReconnectSchedule schedule = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), 0.2, seed);
            return [.. Enumerable.Range(0, 8).Select(_ => schedule.Next())];
        }
    }

    [Fact]
    public void Wait_begins_anew_after_a_reset()
    {
        ReconnectSchedule schedule = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), 0, 1);
        schedule.Next();
        schedule.Next();
        schedule.Reset();

        Assert.Equal(TimeSpan.FromMilliseconds(100), schedule.Next());
    }

    [Fact]
    public void Ledger_tells_the_highest_number_below_which_all_are_handled_and_tells_it_once()
    {
        AckLedger ledger = new();
        ledger.Begin(1);
        ledger.Begin(2);
        ledger.Begin(3);
        Assert.False(ledger.TryTake(out _));

        ledger.Handled(3);
        Assert.False(ledger.TryTake(out _));
        ledger.Handled(1);
        Assert.True(ledger.TryTake(out long first));
        ledger.Handled(2);
        Assert.True(ledger.TryTake(out long all));
        Assert.False(ledger.TryTake(out _));
        Assert.Equal((1, 3), (first, all));
    }

    [Fact]
    public void Number_that_was_skipped_does_not_hold_up_the_others()
    {
        AckLedger ledger = new();
        ledger.Begin(1);
        ledger.Handled(1);
        ledger.Begin(4);
        ledger.Handled(4);

        Assert.True(ledger.TryTake(out long sequence));
        Assert.Equal(4, sequence);
    }

    [Fact]
    public void Clients_whose_end_nobody_tells_do_not_pile_up_and_those_that_speak_stay()
    {
        ClientLanes lanes = new(fewest: 100);
        ClientLane busy = Speak("busy");
        busy.BecomeBusy();
        for (int n = 0; n < 10_000; n++)
        {
            Speak($"c{n}");
            Speak("speaker").Client!.State ??= "kept";
            lanes.DropUnused();
        }

        Assert.InRange(lanes.Count, 2, 400);
        Assert.Equal("kept", Speak("speaker").Client!.State);
        Assert.Same(busy, Speak("busy"));

        ClientLane Speak(string id)
        {
            lanes.IsNew(id, out ClientLane lane);
            lane.Client ??= new ConnectedClient(new GatewayGroup(new Uri("tcp://a:1"), 1), id, "lobby", default);
            return lane;
        }
    }

    [Fact]
    public void Numbers_that_are_skipped_by_the_billion_cost_nothing()
    {
        const long Far = 9_000_000_000_000_000_000;
        AckLedger ledger = new();
        ledger.Begin(1);
        ledger.Begin(Far);
        ledger.Handled(Far);
        Assert.False(ledger.TryTake(out _));

        ledger.Handled(1);

        Assert.True(ledger.TryTake(out long sequence));
        Assert.Equal(Far, sequence);
    }

    [Fact]
    public void Metadata_stands_on_one_line_whatever_its_type_says()
    {
        ConnectionVerdict verdict = ConnectionVerdict.Accept().WithMetadata(new Indented("Ann"), IndentedJson.Default.Indented);

        Assert.Equal("""{"Name":"Ann"}"""u8, verdict.Metadata.Span);
    }

    [Fact]
    public void Options_are_printed_without_their_secret_and_without_a_gateway_too()
    {
        string text = new GatewayBackendOptions { Secret = "s3cret", Gateways = [], Name = "chat" }.ToString();

        Assert.Equal("GatewayBackendOptions { Gateways = , Connections = 1, Name = chat, Secret = (hidden), Acknowledge = True }", text);
    }

    [Fact]
    public void All_that_is_wrong_with_options_is_said_at_once()
    {
        GatewayBackendOptions options = new()
        {
            Gateways = [new("http://localhost:8081/x"), new("tcp://a:1"), new("tcp://a:1")],
            Connections = 0,
            ReconnectDelay = TimeSpan.FromSeconds(9),
            ReconnectJitter = double.NaN,
            MaxSendQueueBytes = 1,
            Name = new string('n', 65),
        };

        IReadOnlyList<string> errors = options.Validate();

        Assert.Equal(7, errors.Count);
        Assert.Contains(errors, error => error.Contains("'http://localhost:8081/x' is no address of a backend port", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("'tcp://a:1/' is listed twice", StringComparison.Ordinal));
        Assert.Contains("The longest reconnect delay is 5 s; it must be between 9 and 3600 s.", errors);
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => new GatewayBackend(options));
        Assert.Contains("The number of connections is 0", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(new GatewayBackendOptions().Validate());
    }
}

internal sealed record Indented(string Name);

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Indented))]
internal sealed partial class IndentedJson : JsonSerializerContext;
