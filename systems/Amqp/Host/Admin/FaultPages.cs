using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Millrace.Amqp.Host.Faults;
using Millrace.Amqp.Wire;
using Millrace.Hosting.Admin;

namespace Millrace.Amqp.Host.Admin;

/// <summary>Faults at protocol level from outside: what <see cref="ProtocolFaults"/> can do, on the admin endpoint. All parameters stand in the query; a wrong one is a 400 and changes nothing.</summary>
internal sealed class FaultPages(ProtocolFaults faults)
{
    private const int MostGarbage = 1024 * 1024;
    private const int MostDelay = 3_600_000; // an hour, as the option has it

    public IReadOnlyList<AdminPage> Pages =>
    [
        new("/faults", "the faults that are on, as JSON", [], (_, body, cancel) => WriteAsync(State, BrokerJson.Default.FaultState, body, cancel)),
        new(
            "/faults",
            "turns faults on and off; what is not given stays (blocked, stopHeartbeats: true or false; confirmDelayMs; nackEvery, dropConfirmsEvery: every so manyth publish of a channel, 0 for none)",
            ["blocked", "confirmDelayMs", "nackEvery", "dropConfirmsEvery", "stopHeartbeats"],
            SetAsync) { IsAction = true },
        new(
            "/faults/close",
            "closes every connection, or with channel=N that channel of every connection, with a code of AMQP and a text (code, default 320, or 404 for channels; text)",
            ["code", "text", "channel"],
            CloseAsync) { IsAction = true },
        new("/faults/reset", "ends every connection with a TCP reset", [], (_, body, cancel) => ActAsync(faults.ResetConnectionsAsync, body, cancel)) { IsAction = true },
        new(
            "/faults/garbage",
            $"writes nonsense into every connection (bytes, default 100, at most {MostGarbage}; seed, default 0: the same gives the same)",
            ["bytes", "seed"],
            (query, body, cancel) =>
            {
                (int bytes, int seed) = (query.Whole("bytes", 100, 1, MostGarbage), query.Whole("seed", 0, 0, int.MaxValue));
                return ActAsync(() => faults.SendGarbageAsync(bytes, seed), body, cancel);
            }) { IsAction = true },
    ];

    private FaultState State
    {
        get
        {
            ConfirmFaults confirms = faults.Confirms;
            return new FaultState(faults.IsBlocked, (long)confirms.Delay.TotalMilliseconds, confirms.NackEvery, confirms.DropEvery, faults.StopsHeartbeats);
        }
    }

    private async Task SetAsync(AdminQuery query, Stream body, CancellationToken cancel)
    {
        FaultState now = State;
        FaultState next = new(
            Flag(query, "blocked", now.Blocked),
            query.Whole("confirmDelayMs", (int)now.ConfirmDelayMs, 0, MostDelay),
            query.Whole("nackEvery", now.NackEvery, 0, int.MaxValue),
            query.Whole("dropConfirmsEvery", now.DropConfirmsEvery, 0, int.MaxValue),
            Flag(query, "stopHeartbeats", now.StopHeartbeats));
        faults.Confirms = new ConfirmFaults { Delay = TimeSpan.FromMilliseconds(next.ConfirmDelayMs), NackEvery = next.NackEvery, DropEvery = next.DropConfirmsEvery };
        faults.StopsHeartbeats = next.StopHeartbeats;
        if (next.Blocked != now.Blocked)
        {
            await faults.BlockAsync(next.Blocked).WaitAsync(cancel).ConfigureAwait(false);
        }

        await WriteAsync(State, BrokerJson.Default.FaultState, body, cancel).ConfigureAwait(false);
    }

    private Task CloseAsync(AdminQuery query, Stream body, CancellationToken cancel)
    {
        int channel = query.Whole("channel", 0, 1, ushort.MaxValue);
        ushort code = (ushort)query.Whole("code", channel > 0 ? ReplyCode.NotFound : ReplyCode.ConnectionForced, 200, 599);
        string text = query.Text("text") ?? (ReplyCode.NameOf(code) is { } name ? $"{name} - closed as a fault" : "closed as a fault");
        return ActAsync(() => channel > 0 ? faults.CloseChannelsAsync(channel, code, text) : faults.CloseConnectionsAsync(code, text), body, cancel);
    }

    private static async Task ActAsync(Func<Task<int>> act, Stream body, CancellationToken cancel) =>
        await WriteAsync(new FaultDone(await act().WaitAsync(cancel).ConfigureAwait(false)), BrokerJson.Default.FaultDone, body, cancel).ConfigureAwait(false);

    private static Task WriteAsync<T>(T answer, JsonTypeInfo<T> type, Stream body, CancellationToken cancel) => JsonSerializer.SerializeAsync(body, answer, type, cancel);

    private static bool Flag(AdminQuery query, string name, bool otherwise) => query.Text(name) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        { } text => throw new AdminQueryException($"{name} is '{text}'; give true or false."),
    };
}
