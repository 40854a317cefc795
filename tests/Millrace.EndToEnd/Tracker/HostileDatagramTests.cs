using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Millrace.EndToEnd.Tracker;

/// <summary>What strangers send to the port costs nobody else anything, and is not answered with more than was sent.</summary>
public sealed class HostileDatagramTests
{
    private const ulong ProtocolId = 0x41727101980;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Garbage_gets_no_more_than_it_sent_and_an_honest_client_its_answer()
    {
        await using TrackerUnderTest tracker = await TrackerUnderTest.StartAsync("--connect-rate", "0");
        using Socket stranger = Connected(tracker);
        Random random = new(7);
        int sent = 0;
        int largest = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] datagram = new byte[random.Next(0, 300)];
            random.NextBytes(datagram);
            if (datagram.Length >= 16 && i % 2 == 0)
            {
                BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(8), (uint)random.Next(0, 5)); // an action, and a connection id that was never given
            }

            sent += await stranger.SendAsync(datagram, Stopping);
            largest = Math.Max(largest, datagram.Length);
        }

        using Socket honest = Connected(tracker);
        ulong id = await ConnectAsync(honest);
        byte[] answer = await AskAsync(honest, Announce(id));
        Assert.Equal((1u, 20), (BinaryPrimitives.ReadUInt32BigEndian(answer), answer.Length));

        int received = 0;
        byte[] buffer = new byte[2048];
        while (stranger.Poll(0, SelectMode.SelectRead))
        {
            int length = stranger.Receive(buffer);
            Assert.InRange(length, 0, largest);
            received += length;
        }

        Assert.InRange(received, 0, sent);
        tracker.IsWell();
    }

    [Fact(Timeout = 120_000)]
    public async Task Another_addresss_connection_id_is_refused()
    {
        await using TrackerUnderTest tracker = await TrackerUnderTest.StartAsync();
        using Socket one = Connected(tracker);
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses a second address of loopback.");
        other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await other.ConnectAsync(tracker.EndPoint, Stopping);
        ulong id = await ConnectAsync(one);

        byte[] refused = await AskAsync(other, Announce(id));

        Assert.Equal(3u, BinaryPrimitives.ReadUInt32BigEndian(refused));
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32BigEndian(await AskAsync(one, Announce(id))));
        tracker.IsWell();
    }

    private static Socket Connected(TrackerUnderTest tracker)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(tracker.EndPoint);
        return socket;
    }

    private static async Task<ulong> ConnectAsync(Socket socket)
    {
        byte[] request = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(request, ProtocolId);
        byte[] answer = await AskAsync(socket, request);
        Assert.Equal((0u, 16), (BinaryPrimitives.ReadUInt32BigEndian(answer), answer.Length));
        return BinaryPrimitives.ReadUInt64BigEndian(answer.AsSpan(8));
    }

    private static byte[] Announce(ulong id)
    {
        byte[] request = new byte[98];
        BinaryPrimitives.WriteUInt64BigEndian(request, id);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(8), 1);
        request.AsSpan(16, 20).Fill(0xAB);
        BinaryPrimitives.WriteUInt64BigEndian(request.AsSpan(64), 1); // left
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(92), -1);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(96), 6881);
        return request;
    }

    // Asks again as clients do: a datagram may be lost where many came before it.
    private static async Task<byte[]> AskAsync(Socket socket, byte[] request)
    {
        byte[] buffer = new byte[2048];
        uint transaction = BinaryPrimitives.ReadUInt32BigEndian(request.AsSpan(12));
        while (true)
        {
            BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(12), ++transaction);
            await socket.SendAsync(request, Stopping);
            using CancellationTokenSource soon = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
            soon.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                int length = await socket.ReceiveAsync(buffer, soon.Token);
                if (length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(4)) == transaction)
                {
                    return buffer[..length];
                }
            }
            catch (OperationCanceledException) when (!Stopping.IsCancellationRequested)
            {
                // Expected where it was lost.
            }
        }
    }
}
