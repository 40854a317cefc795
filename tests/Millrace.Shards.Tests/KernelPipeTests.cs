using System.Security.Cryptography;

namespace Millrace.Shards.Tests;

public sealed class KernelPipeTests
{
    [Fact]
    public Task Bytes_pass_through_whole_and_in_order() => OnEpoll(async (shard, stop) =>
    {
        (TcpLink sender, TcpLink near) = await OnShard.Pair(shard, stop);
        (TcpLink far, TcpLink receiver) = await OnShard.Pair(shard, stop);
        using KernelPipe pipe = KernelPipe.TryOpen(shard)!;
        byte[] sent = new byte[5_000_000];
        new Random(3).NextBytes(sent);
        Task sending = SendAsync();
        Task relaying = RelayAsync();
        byte[] got = new byte[sent.Length];
        int total = 0;
        while (await receiver.ReceiveAsync(got.AsMemory(total), stop) is > 0 and int count) { total += count; }
        await sending;
        await relaying;
        Assert.Equal(sent.Length, total);
        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(got));

        async Task SendAsync()
        {
            await sender.SendAsync(sent, stop);
            await sender.ShutdownSendAsync(stop);
        }

        async Task RelayAsync()
        {
            while (true)
            {
                int moved = pipe.TryFill(near);
                if (moved == 0) { break; }
                if (moved < 0) { await near.WaitReadableAsync(stop); }
                while (pipe.Held > 0)
                {
                    if (pipe.TryDrain(far) == 0) { await far.WaitWritableAsync(stop); }
                }
            }

            await far.ShutdownSendAsync(stop);
        }
    });

    [Fact]
    public Task What_it_holds_can_be_taken_back() => OnEpoll(async (shard, stop) =>
    {
        (TcpLink sender, TcpLink near) = await OnShard.Pair(shard, stop);
        using KernelPipe pipe = KernelPipe.TryOpen(shard)!;
        await sender.SendAsync("hello"u8.ToArray(), stop);
        while (pipe.TryFill(near) < 0) { await near.WaitReadableAsync(stop); }
        Assert.Equal(5, pipe.Held);
        byte[] got = new byte[10];
        Assert.Equal(5, pipe.Read(got));
        Assert.Equal("hello"u8.ToArray(), got[..5]);
        Assert.Equal(0, pipe.Read(got));
    });

    [Fact]
    public Task A_reset_peer_is_an_error_and_not_the_end_of_the_stream() => OnEpoll(async (shard, stop) =>
    {
        (TcpLink sender, TcpLink near) = await OnShard.Pair(shard, stop);
        using KernelPipe pipe = KernelPipe.TryOpen(shard)!;
        sender.Abort();
        await near.WaitReadableAsync(stop);
        LinkException error = Assert.Throws<LinkException>(() => pipe.TryFill(near));
        Assert.Equal(LinkError.Reset, error.Error);
    });

    [Fact]
    public Task There_is_none_for_a_portable_shard() => OnShard.Run(ShardKind.Portable, (shard, _) =>
    {
        Assert.Null(KernelPipe.TryOpen(shard));
        return default;
    });

    private static Task OnEpoll(Func<Shard, CancellationToken, ValueTask> body)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "splice is Linux's");
        return OnShard.Run(ShardKind.Epoll, body);
    }
}
