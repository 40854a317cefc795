using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Host.Sessions;
using Millrace.Hosting.Logging;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host.Sessions;

public sealed class MailTests
{
    [Theory(Timeout = 120_000), BothKinds]
    public async Task Calls_arrive_in_order_with_their_payloads_and_the_sender_is_told_to_wait(ShardKind kind)
    {
        using Shard from = Shard.Start(new ShardOptions { Kind = kind });
        using Shard to = Shard.Start(new ShardOptions { Kind = kind });
        Reader reader = new();
        Mail mail = new(from, to, reader, maxBytes: 20_000);
        Random random = new(5);
        byte[] payload = new byte[3000];
        int most = 0;
        await from.RunAsync(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                int length = random.Next(0, 10) == 0 ? random.Next(4, 3000) : 4;
                BinaryPrimitives.WriteInt32LittleEndian(payload, i);
                mail.Add(new(MailKind.Message, null, Length: length), payload.AsSpan(0, length));
                most = Math.Max(most, mail.UnderWay);
                while (mail.IsBehind)
                {
                    await mail.WaitAsync();
                }
            }
        });
        while (reader.Count < 20_000)
        {
            await to.RunAsync(() => to.Delay(TimeSpan.FromMilliseconds(1)));
        }

        Assert.True(reader.IsInOrder);
        Assert.InRange(most, 1, 20_000 + 4000);
        Assert.Equal(0, mail.UnderWay);
    }

    [Fact(Timeout = 120_000)]
    public async Task Mail_that_is_not_waited_for_arrives_too_and_large_buffers_are_not_kept()
    {
        using Shard from = Shard.Start(new ShardOptions());
        using Shard to = Shard.Start(new ShardOptions());
        Reader reader = new();
        Mail mail = new(from, to, reader, maxBytes: 1000);
        byte[] payload = new byte[1_000_000];
        await from.RunAsync(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(payload, i);
                mail.Add(new(MailKind.Message, null, Length: payload.Length), payload);
            }

            return default;
        });
        while (reader.Count < 20)
        {
            await to.RunAsync(() => to.Delay(TimeSpan.FromMilliseconds(1)));
        }

        Assert.True(reader.IsInOrder);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_one_call_fails_with_is_logged_and_the_rest_of_its_batch_is_read()
    {
        using Shard from = Shard.Start(new ShardOptions());
        using Shard to = Shard.Start(new ShardOptions());
        StringWriter log = new();
        FailingEvents events = new();
        using (StderrLog logs = new(TextWriter.Synchronized(log), LogLevel.Debug))
        {
            Mail mail = new(from, to, new MailedEvents(events, logs.CreateLogger("test")), maxBytes: 100_000);
            await from.RunAsync(() =>
            {
                for (byte i = 0; i < 10; i++)
                {
                    mail.Add(new(MailKind.Message, null, Length: 3), [i, i, i]);
                }

                return default;
            });
            await from.RunAsync(static () => default); // the end of the turn before
            await to.RunAsync(static () => default);
            Assert.Equal(0, mail.UnderWay);
        }

        Assert.Equal("000 111 222 444 555 666 777 888 999", string.Join(' ', events.Told));
        Assert.Contains("(Message)", log.ToString(), StringComparison.Ordinal);
        Assert.Contains("three", log.ToString(), StringComparison.Ordinal);
    }

    private sealed class FailingEvents : ISessionEvents
    {
        public List<string> Told { get; } = [];

        public void Ask(Session session, long now) => throw new NotSupportedException();

        public void Opened(Session session) => throw new NotSupportedException();

        public void Message(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
        {
            Told.Add(payload[0] == 3 ? throw new InvalidOperationException("three") : $"{payload[0]}{payload[1]}{payload[2]}");
        }

        public void Gone(Session session, string why, bool isLost) => throw new NotSupportedException();
    }

    private sealed class Reader : IMailReader
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public bool IsInOrder { get; private set; } = true;

        public void Read(in MailItem item, ReadOnlySpan<byte> payload)
        {
            IsInOrder &= payload.Length == item.Length && BinaryPrimitives.ReadInt32LittleEndian(payload) == _count;
            Volatile.Write(ref _count, _count + 1);
        }
    }
}
