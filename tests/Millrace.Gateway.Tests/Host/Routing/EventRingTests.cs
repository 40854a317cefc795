using System.Net;
using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class EventRingTests
{
    private static readonly Session Client = new(new FakeShardPort(0), new ClientRequest("/ws/", "", [], new IPEndPoint(IPAddress.Loopback, 1)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_comes_and_goes_leaves_in_order_and_whole(int seed)
    {
        Random random = new(seed);
        EventRing ring = new();
        Queue<byte[]> expected = [];
        long largest = 0;
        for (int step = 0; step < 50_000; step++)
        {
            // Phases in which it fills, and in which it empties.
            bool fills = step / 5000 % 2 == 0;
            if (expected.Count == 0 || random.Next(10) < (fills ? 6 : 4))
            {
                byte[] payload = new byte[random.Next(8) == 0 ? random.Next(5000) : random.Next(100)];
                random.NextBytes(payload);
                ring.Push(Client, EventKind.Text, payload);
                expected.Enqueue(payload);
            }
            else
            {
                KeptEvent oldest = ring.Peek();
                Assert.True(oldest.Payload.SequenceEqual(expected.Dequeue()));
                ring.Pop();
            }

            if (random.Next(500) == 0)
            {
                ring.Trim();
            }

            Assert.Equal(expected.Count, ring.Count);
            largest = Math.Max(largest, ring.Bytes);
        }

        Assert.Equal(expected.Sum(payload => (long)payload.Length + EventRing.Overhead), ring.Bytes);
        Assert.True(largest > 50_000, "The test should have filled it.");
    }

    [Fact]
    public void Events_without_payload_take_no_room_among_the_bytes()
    {
        EventRing ring = new();
        for (int i = 0; i < 1000; i++)
        {
            ring.Push(Client, i % 2 == 0 ? EventKind.Connected : EventKind.Disconnected, []);
        }

        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(i % 2 == 0 ? EventKind.Connected : EventKind.Disconnected, ring.Peek().Kind);
            Assert.True(ring.Peek().Payload.IsEmpty);
            ring.Pop();
        }

        Assert.Equal((0, 0L), (ring.Count, ring.Bytes));
    }

    [Fact]
    public void A_ring_holds_as_many_bytes_as_it_may_and_refuses_more_without_harm()
    {
        EventRing ring = new(maxPayload: 16 * 1024);
        for (int round = 0; round < 100; round++)
        {
            int length = 1000 + (round * 37 % 3000);
            while (!ring.HasRoomFor(length))
            {
                ring.Pop();
            }

            ring.Push(Client, EventKind.Text, new byte[length]);
        }

        Assert.False(ring.HasRoomFor(16 * 1024));
        long before = ring.Bytes;
        Assert.Throws<InvalidOperationException>(() => ring.Push(Client, EventKind.Text, new byte[16 * 1024]));
        Assert.Equal(before, ring.Bytes);
        while (ring.Count > 0)
        {
            ring.Pop();
        }

        ring.Push(Client, EventKind.Text, new byte[16 * 1024]);
        Assert.Equal(16 * 1024, ring.Peek().Payload.Length);
    }

    [Fact]
    public void An_error_costs_what_its_request_takes()
    {
        EventRing ring = new();
        Session session = new(
            new FakeShardPort(0), new ClientRequest("/ws/", "q=1", [new("Cookie", new string('c', 8000))], new IPEndPoint(IPAddress.Loopback, 1)));

        ring.Push(session, EventKind.Error, []);

        Assert.InRange(ring.Bytes, 16_000, 17_000);
        ring.Pop();
        Assert.Equal(0, ring.Bytes);
    }

    [Fact]
    public void A_ring_of_steady_size_allocates_nothing()
    {
        EventRing ring = new();
        byte[] payload = new byte[100];
        Turn(2000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn(10_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);

        void Turn(int count)
        {
            for (int i = 0; i < count; i++)
            {
                ring.Push(Client, EventKind.Text, payload);
                if (ring.Count > 500)
                {
                    ring.Pop();
                }
            }
        }
    }
}
