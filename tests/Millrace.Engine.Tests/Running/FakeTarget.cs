using System.Buffers.Binary;
using System.Net;
using Millrace.Shards;

namespace Millrace.Engine.Tests.Running;

/// <summary>What the fake target does with one message.</summary>
internal enum Deed
{
    Echo,
    Swallow,
    Double,
    Corrupt,
    Reset,
}

/// <summary>An echo server on a shard of its own, which misbehaves when told to.</summary>
internal sealed class FakeTarget : IDisposable
{
    private readonly Shard _shard = Shard.Start(new ShardOptions { Name = "fake target" });
    private readonly Func<long, Deed> _deed;
    private TcpListener? _listener;
    private long _messages;
    private long _frozenUntil;

    private FakeTarget(Func<long, Deed> deed) => _deed = deed;

    public Uri Address { get; private set; } = new("tcp://127.0.0.1:1");

    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Starts; <paramref name="deed"/> is asked with each message's number over all connections, from 0.</summary>
    public static async Task<FakeTarget> StartAsync(Func<long, Deed>? deed = null)
    {
        var target = new FakeTarget(deed ?? (static _ => Deed.Echo));
        await target._shard.RunAsync(() =>
        {
            target._listener = target._shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
            target.Address = new Uri($"tcp://127.0.0.1:{target._listener.LocalEndPoint.Port}");
            _ = target.AcceptAsync();
            return ValueTask.CompletedTask;
        });
        return target;
    }

    /// <summary>Answers nothing until the given time, then everything that came in meanwhile.</summary>
    public void FreezeUntil(long ticks) => Volatile.Write(ref _frozenUntil, ticks);

    public void Dispose() => _shard.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener!.AcceptAsync());
            }
        }
        catch (LinkException)
        {
            // the end of the test
        }
    }

    private async Task ServeAsync(TcpLink link)
    {
        byte[] message = new byte[FakeSystem.MessageBytes];
        try
        {
            while (true)
            {
                for (int got = 0; got < message.Length;)
                {
                    int count = await link.ReceiveAsync(message.AsMemory(got));
                    if (count == 0)
                    {
                        link.Dispose();
                        return;
                    }

                    got += count;
                }

                await _shard.DelayUntil(Volatile.Read(ref _frozenUntil));
                switch (_deed(Interlocked.Increment(ref _messages) - 1))
                {
                    case Deed.Echo:
                        await link.SendAsync(message);
                        break;
                    case Deed.Double:
                        await link.SendAsync(message);
                        await link.SendAsync(message);
                        break;
                    case Deed.Corrupt:
                        BinaryPrimitives.WriteInt64LittleEndian(message, -BinaryPrimitives.ReadInt64LittleEndian(message));
                        await link.SendAsync(message);
                        break;
                    case Deed.Reset:
                        link.Abort();
                        return;
                }
            }
        }
        catch (LinkException)
        {
            // the client has gone
        }
    }
}
