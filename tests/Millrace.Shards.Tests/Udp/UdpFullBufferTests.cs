using System.Diagnostics;
using System.Net;

namespace Millrace.Shards.Tests.Udp;

/// <summary>
/// Sends that find no room. The loopback interface takes everything at once, so the other half of these tests runs in a network of its own, whose loopback is slow.
/// </summary>
public sealed class UdpFullBufferTests
{
    private const string Variable = "MILLRACE_TEST_SLOW_NETWORK";
    private const int Datagrams = 400;

    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_send_waits_for_room_and_loses_nothing(ShardKind kind) => InSlowNetwork(nameof(SendMoreThanFits), kind);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_send_that_does_not_wait_keeps_what_found_no_room_at_the_front(ShardKind kind) => InSlowNetwork(nameof(TrySendMoreThanFits), kind);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_batch_that_goes_away_ends_the_send_that_waits_with_it(ShardKind kind) => InSlowNetwork(nameof(DisposeWhileSending), kind);

    /// <summary>The other half: it runs only when it is asked for by name.</summary>
    [Fact(Explicit = true)]
    public Task SendMoreThanFits() => OnShard.Run(Kind(), async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(new(IPAddress.Loopback, 0), new UdpOptions { ReceiveBufferBytes = 4 << 20 });
        using UdpPort client = shard.OpenUdp(new(IPAddress.Loopback, 0), new UdpOptions { Remote = server.LocalEndPoint, SendBufferBytes = 20_000 });
        using UdpBatch batch = Numbered();
        ValueTask sending = client.SendAsync(batch, stop);
        Assert.False(sending.IsCompleted);
        Task<List<int>> receiving = NumbersAsync(server, Datagrams, stop);
        await sending;
        Assert.Equal(0, batch.Count);
        Assert.Equal(Enumerable.Range(0, Datagrams), await receiving);
        Assert.Equal(0, client.SendErrors);
    });

    /// <summary>The other half: it runs only when it is asked for by name.</summary>
    [Fact(Explicit = true)]
    public Task TrySendMoreThanFits() => OnShard.Run(Kind(), async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(new(IPAddress.Loopback, 0), new UdpOptions { ReceiveBufferBytes = 4 << 20 });
        using UdpPort client = shard.OpenUdp(new(IPAddress.Loopback, 0), new UdpOptions { Remote = server.LocalEndPoint, SendBufferBytes = 20_000 });
        using UdpBatch batch = Numbered();
        int gone = client.TrySend(batch);
        Assert.InRange(gone, 1, Datagrams - 1);
        Assert.Equal(Datagrams - gone, batch.Count);
        Assert.Equal(gone, BitConverter.ToInt32(batch[0]));
        Assert.Equal(Datagrams - 1, BitConverter.ToInt32(batch[batch.Count - 1]));

        // What waits can be called off, and goes on with the rest later. In the next turn: the network may be done before another thread has come to it.
        using CancellationTokenSource cancel = new();
        Task sending = client.SendAsync(batch, cancel.Token).AsTask();
        shard.Post(_ => cancel.Cancel(), null);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.InRange(batch.Count, 1, Datagrams - gone);
        Task<List<int>> receiving = NumbersAsync(server, Datagrams, stop);
        await client.SendAsync(batch, stop);
        Assert.Equal(Enumerable.Range(0, Datagrams), await receiving);
    });

    /// <summary>The other half: it runs only when it is asked for by name.</summary>
    [Fact(Explicit = true)]
    public Task DisposeWhileSending() => OnShard.Run(Kind(), async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(new(IPAddress.Loopback, 0), new UdpOptions { ReceiveBufferBytes = 4 << 20 });
        using UdpPort client = shard.OpenUdp(new(IPAddress.Loopback, 0), new UdpOptions { Remote = server.LocalEndPoint, SendBufferBytes = 20_000 });
        UdpBatch batch = Numbered();
        ValueTask sending = client.SendAsync(batch, stop);
        Assert.False(sending.IsCompleted);
        batch.Dispose();
        await sending;
        Assert.Equal(0, batch.Count);

        // The port is none the worse for it. What had gone before comes first.
        using UdpBatch next = new(1, 4);
        BitConverter.TryWriteBytes(next.Next, Datagrams);
        next.Add(4);
        await client.SendAsync(next, stop);
        List<int> numbers = [];
        while (!numbers.Contains(Datagrams))
        {
            numbers.AddRange(await NumbersAsync(server, 1, stop));
        }

        Assert.Equal(Enumerable.Range(0, numbers.Count - 1), numbers.SkipLast(1));
        Assert.InRange(numbers.Count, 2, Datagrams);
    });

    private static ShardKind Kind() => Enum.Parse<ShardKind>(Environment.GetEnvironmentVariable(Variable) ?? nameof(ShardKind.Auto));

    private static UdpBatch Numbered()
    {
        UdpBatch batch = new(Datagrams, 1000);
        for (int i = 0; i < Datagrams; i++)
        {
            BitConverter.TryWriteBytes(batch.Next, i);
            batch.Add(1000);
        }

        return batch;
    }

    private static async Task<List<int>> NumbersAsync(UdpPort port, int count, CancellationToken stop)
    {
        using UdpBatch batch = new(64, 1000);
        List<int> numbers = [];
        while (numbers.Count < count)
        {
            await port.ReceiveAsync(batch, stop);
            for (int i = 0; i < batch.Count; i++)
            {
                numbers.Add(BitConverter.ToInt32(batch[i]));
            }
        }

        return numbers;
    }

    private static async Task InSlowNetwork(string method, ShardKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "It makes a network of its own, which only Linux's root may.");
        // So slow that a busy machine still fills its queue faster than it empties: a datagram takes 0.8 ms.
        const string Network = "ip link set lo up && tc qdisc add dev lo root tbf rate 10mbit burst 10kb limit 10mb";
        (int made, string refusal) = await Run(Network, "true", kind);
        Assert.SkipUnless(made == 0, $"A slow network can not be made here: {refusal.Trim()}");
        (int exit, string output) = await Run(Network, $"exec '{Environment.ProcessPath}' -explicit only -method '{typeof(UdpFullBufferTests).FullName}.{method}'", kind);
        Assert.True(exit == 0, output);
        Assert.Contains("Total: 1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Not Run: 1", output, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output)> Run(string network, string program, ShardKind kind)
    {
        using Process child = new();
        child.StartInfo = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "-c", $"exec unshare --net /bin/sh -c \"{network} && {program}\" 2>&1" },
            Environment = { [Variable] = kind.ToString() },
        };
        child.Start();
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (child.ExitCode, output);
    }
}
