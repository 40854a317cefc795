using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Millrace.EndToEnd.Tracker;

/// <summary>Answers connects and announces just enough to learn what a load asks for.</summary>
internal sealed class RecordingTracker : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentDictionary<string, bool> _hashes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;

    public RecordingTracker()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _answering = AnswerAsync();
    }

    public Uri Address => new($"udp://{_socket.LocalEndPoint}");

    /// <summary>The info hashes that were announced or scraped, in hexadecimal digits.</summary>
    public IReadOnlyCollection<string> Hashes => [.. _hashes.Keys];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _answering;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync()
    {
        byte[] request = new byte[2048];
        EndPoint anybody = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (true)
            {
                SocketReceiveFromResult got = await _socket.ReceiveFromAsync(request, SocketFlags.None, anybody, _stop.Token);
                if (got.ReceivedBytes >= 16)
                {
                    await _socket.SendToAsync(AnswerTo(request.AsSpan(0, got.ReceivedBytes)), SocketFlags.None, got.RemoteEndPoint, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Expected: the end of the test.
        }
    }

    private byte[] AnswerTo(ReadOnlySpan<byte> request)
    {
        uint action = BinaryPrimitives.ReadUInt32BigEndian(request[8..]);
        ReadOnlySpan<byte> hashes = action switch { 1 => request.Slice(16, 20), 2 => request[16..], _ => default };
        for (int at = 0; at + 20 <= hashes.Length; at += 20)
        {
            _hashes.TryAdd(Convert.ToHexStringLower(hashes.Slice(at, 20)), true);
        }

        byte[] answer = new byte[action switch { 0 => 16, 1 => 20, _ => 8 + (hashes.Length / 20 * 12) }];
        request.Slice(8, 8).CopyTo(answer);
        if (action == 0)
        {
            answer[15] = 1;
        }
        else if (action == 1)
        {
            BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(8), 1800);
        }

        return answer;
    }
}
