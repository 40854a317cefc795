using System.Net;
using System.Net.Sockets;
using Millrace.Amqp.Links.Connecting;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Client.Links;

public sealed class LinkStreamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_many_write_arrives_whole_and_in_each_ones_order()
    {
        (LinkStream stream, Socket peer) = await PairAsync();
        await using LinkStream own = stream;
        using Socket other = peer;
        const int Writers = 8;
        const int Each = 2000;
        Task<byte[]> reading = ReadAsync(other, Writers * Each * 8);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (int n = 0; n < Each; n++)
                {
                    byte[] record = [.. BitConverter.GetBytes(writer), .. BitConverter.GetBytes(n)];
                    await stream.WriteAsync(record, Stop);
                }
            },
            Stop)));
        byte[] all = await reading;
        int[] next = new int[Writers];
        for (int at = 0; at < all.Length; at += 8)
        {
            Assert.Equal(next[BitConverter.ToInt32(all, at)]++, BitConverter.ToInt32(all, at + 4));
        }
    }

    [Fact]
    public async Task What_is_larger_than_the_buffer_arrives_between_what_is_small()
    {
        (LinkStream stream, Socket peer) = await PairAsync();
        await using LinkStream own = stream;
        using Socket other = peer;
        byte[] large = new byte[3_000_000];
        new Random(3).NextBytes(large);
        Task<byte[]> reading = ReadAsync(other, large.Length + 2);
        await stream.WriteAsync(new byte[] { 1 }, Stop);
        await stream.WriteAsync(large, Stop);
        await stream.WriteAsync(new byte[] { 2 }, Stop);
        byte[] all = await reading;
        Assert.Equal((byte)1, all[0]);
        Assert.True(all.AsSpan(1, large.Length).SequenceEqual(large));
        Assert.Equal((byte)2, all[^1]);
    }

    [Fact]
    public async Task What_is_large_gets_its_turn_while_others_write_without_a_pause()
    {
        (LinkStream stream, Socket peer) = await PairAsync();
        await using LinkStream own = stream;
        using Socket other = peer;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task draining = Task.Run(
            async () =>
            {
                byte[] buffer = new byte[100_000];
                while (await other.ReceiveAsync(buffer, Stop) > 0)
                {
                }
            },
            Stop);
        Task small = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await stream.WriteAsync(new byte[100], Stop);
                }
            },
            Stop);
        for (int n = 0; n < 20; n++)
        {
            await stream.WriteAsync(new byte[200_000], Stop);
        }

        await enough.CancelAsync();
        await small;
        await stream.DisposeAsync();
        await draining;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_the_peer_is_told_once(bool reset)
    {
        (LinkStream stream, Socket peer) = await PairAsync();
        await using LinkStream own = stream;
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        stream.OnLost(told.SetResult);
        ValueTask<int> reading = stream.ReadAsync(new byte[10], Stop);
        if (reset)
        {
            peer.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        peer.Close();
        if (reset)
        {
            await Assert.ThrowsAsync<IOException>(async () => await reading);
            Assert.IsType<IOException>(await told.Task);
        }
        else
        {
            Assert.Equal(0, await reading);
            Assert.IsType<EndOfStreamException>(await told.Task);
        }

        // Who comes later is told too.
        Exception? late = null;
        stream.OnLost(lost => late = lost);
        Assert.Same(await told.Task, late);
    }

    [Fact]
    public async Task Nobody_waits_to_write_to_a_connection_that_is_over()
    {
        (LinkStream stream, Socket peer) = await PairAsync();
        using Socket other = peer;
        Task writing = Task.Run(
            async () =>
            {
                // Nobody reads: the buffers fill up, and the writer waits.
                for (int n = 0; n < 100_000; n++)
                {
                    await stream.WriteAsync(new byte[1000], CancellationToken.None);
                }
            },
            Stop);
        await Eventually.TrueAsync(() => stream.IsFull, "the buffer to be full");
        stream.Abort();
        await writing.WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    [Fact]
    public async Task A_close_of_ones_own_sends_what_was_written_and_tells_nobody()
    {
        (LinkStream stream, Socket peer) = await PairAsync();
        using Socket other = peer;
        bool told = false;
        stream.OnLost(_ => told = true);
        Task<byte[]> reading = ReadAsync(other, 5);
        await stream.WriteAsync(new byte[] { 1, 2, 3, 4, 5 }, Stop);
        await stream.DisposeAsync();
        Assert.Equal([1, 2, 3, 4, 5], await reading);
        Assert.False(told);
    }

    [Fact]
    public async Task What_others_write_before_the_answer_to_a_closed_channel_goes_out_before_it()
    {
        (LinkStream stream, Socket peer) = await PairAsync();
        await using LinkStream own = stream;
        using Socket other = peer;
        var asked = new TaskCompletionSource<ushort>(TaskCreationOptions.RunContinuationsAsynchronously);
        var allowed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stream.BeforeCloseOk = channel =>
        {
            asked.SetResult(channel);
            return new ValueTask(allowed.Task);
        };
        byte[] closeOk = [1, 1, 2, 0, 0, 0, 4, 0, 20, 0, 41, 0xCE];
        Task answering = stream.WriteAsync(closeOk, Stop).AsTask();
        Assert.Equal(258, await asked.Task);
        await stream.WriteAsync(new byte[] { 7, 8, 9 }, Stop);
        Assert.False(answering.IsCompleted);
        allowed.SetResult();
        await answering;
        byte[] expected = [7, 8, 9, .. closeOk];
        Assert.Equal(expected, await ReadAsync(other, 15));
    }

    [Fact]
    public async Task Nobody_is_asked_about_what_is_not_the_answer_to_a_closed_channel()
    {
        (LinkStream stream, Socket peer) = await PairAsync();
        await using LinkStream own = stream;
        using Socket other = peer;
        stream.BeforeCloseOk = _ => throw new InvalidOperationException("asked");
        byte[] openOk = [1, 0, 5, 0, 0, 0, 4, 0, 20, 0, 11, 0xCE];
        byte[] body = [3, 0, 5, 0, 0, 0, 4, 0, 20, 0, 41, 0xCE];
        byte[] two = [1, 0, 5, 0, 0, 0, 4, 0, 20, 0, 41, 0xCE, 8];
        await stream.WriteAsync(openOk, Stop);
        await stream.WriteAsync(body, Stop);
        await stream.WriteAsync(two, Stop);
        byte[] expected = [.. openOk, .. body, .. two];
        Assert.Equal(expected, await ReadAsync(other, 37));
    }

    private static async Task<(LinkStream Stream, Socket Peer)> PairAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!, Stop);
        return (new LinkStream(client, null, new FirstBytes(), TimeProvider.System), await listener.AcceptAsync(Stop));
    }

    private static async Task<byte[]> ReadAsync(Socket from, int count)
    {
        byte[] all = new byte[count];
        for (int read = 0; read < count;)
        {
            int more = await from.ReceiveAsync(all.AsMemory(read), Stop);
            Assert.NotEqual(0, more);
            read += more;
        }

        return all;
    }
}
