using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Load;

/// <summary>A tracker over .NET sockets, small and right, that does to each request what a test says.</summary>
internal sealed class ScriptedTracker : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Func<AskedRequest, Treatment> _script;
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<InfoHash, List<byte[]>> _swarms = [];
    private readonly HashSet<ulong> _ids = [];
    private readonly Dictionary<EndPoint, byte[]> _kept = [];
    private readonly Task _serving;
    private readonly bool _isIPv6;
    private ulong _nextId = 0x1234_5678_0000_0000;
    private bool _isSilent;

    private ScriptedTracker(Func<AskedRequest, Treatment> script, bool isIPv6)
    {
        _isIPv6 = isIPv6;
        _script = script;
        _socket = new Socket(isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0));
        Url = new Uri($"udp://{(isIPv6 ? "[::1]" : "127.0.0.1")}:{((IPEndPoint)_socket.LocalEndPoint!).Port}");
        _serving = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    /// <summary>Everything that was asked, in the order of arrival.</summary>
    public ConcurrentQueue<AskedRequest> Asked { get; } = [];

    /// <summary>How much was asked and treated so far.</summary>
    public int Count => Volatile.Read(ref _count);

    private int _count;

    public static ScriptedTracker Start(Func<AskedRequest, Treatment>? script = null, bool isIPv6 = false) => new(script ?? (static _ => Treatment.Answer), isIPv6);

    /// <summary>Treats one request of a kind, the n-th from 0, as said, and answers everything else.</summary>
    public static ScriptedTracker StartOnce(TrackerAction action, int n, Treatment treatment)
    {
        int seen = 0;
        return Start(asked => asked.Head.Action == action && seen++ == n ? treatment : Treatment.Answer);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[4096];
        EndPoint anybody = new IPEndPoint(_isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (true)
        {
            try
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, anybody, _end.Token);
                byte[] datagram = buffer[..received.ReceivedBytes];
                if (RequestHead.TryRead(datagram, out RequestHead head))
                {
                    var asked = new AskedRequest(head, datagram, (IPEndPoint)received.RemoteEndPoint);
                    Asked.Enqueue(asked);
                    Treat(asked, _script(asked));
                    Interlocked.Increment(ref _count);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // expected: the worker's socket is closed already
            }
        }
    }

    private void Treat(AskedRequest asked, Treatment treatment)
    {
        if (treatment is Treatment.ForgetIds or Treatment.ForgetIdsInSilence)
        {
            _ids.Clear();
            _isSilent = treatment == Treatment.ForgetIdsInSilence;
        }

        bool isRejected = asked.Head.Action != TrackerAction.Connect && !_ids.Contains(asked.Head.ConnectionId);
        if (treatment == Treatment.Swallow || (isRejected && _isSilent))
        {
            return;
        }

        byte[] answer = isRejected || treatment == Treatment.RejectId ? Error(asked, "invalid connection ID")
            : treatment == Treatment.UnclearError ? Error(asked, "go away")
            : Changed(Answer(asked), asked, treatment);
        if (treatment == Treatment.AfterTheNext)
        {
            _kept[asked.From] = answer;
            return;
        }

        if (_kept.Remove(asked.From, out byte[]? kept))
        {
            Send(kept, asked);
        }

        if (treatment == Treatment.WithGarbage)
        {
            Send([1, 2, 3], asked);
        }

        Send(answer, asked);
        if (treatment == Treatment.Twice)
        {
            Send(answer, asked);
        }
    }

    private void Send(byte[] datagram, AskedRequest asked) => _ = _socket.SendTo(datagram, asked.From);

    private byte[] Answer(AskedRequest asked) => asked.Head.Action switch
    {
        TrackerAction.Connect => Connect(asked),
        TrackerAction.Announce => Announce(asked),
        _ => Scrape(asked),
    };

    private byte[] Connect(AskedRequest asked)
    {
        _ids.Add(++_nextId);
        byte[] answer = new byte[TrackerProtocol.ConnectAnswerBytes];
        _ = new AnswerHead(TrackerAction.Connect, asked.Head.TransactionId).Write(answer);
        BinaryPrimitives.WriteUInt64BigEndian(answer.AsSpan(8), _nextId);
        return answer;
    }

    private byte[] Announce(AskedRequest asked)
    {
        AnnounceRequest request = asked.Announce;
        if (!_swarms.TryGetValue(request.InfoHash, out List<byte[]>? peers))
        {
            _swarms[request.InfoHash] = peers = [];
        }

        byte[] own = Compact(asked.From.Address, request.Port);
        byte[][] others = [.. peers.Where(peer => !peer.AsSpan().SequenceEqual(own)).Take(Math.Max(0, request.Wanted))];
        if (request.Event == AnnounceEvent.Stopped)
        {
            peers.RemoveAll(peer => peer.AsSpan().SequenceEqual(own));
        }
        else if (!peers.Exists(peer => peer.AsSpan().SequenceEqual(own)))
        {
            peers.Add(own);
        }

        byte[] head = new byte[TrackerProtocol.AnnounceAnswerBytes];
        _ = new AnnounceAnswer(asked.Head.TransactionId, 900, (uint)peers.Count, 0).Write(head);
        return [.. head, .. others.SelectMany(peer => peer)];
    }

    private static byte[] Scrape(AskedRequest asked)
    {
        byte[] answer = new byte[TrackerProtocol.AnswerHeadBytes + (ScrapeRequest.Count(asked.Bytes) * TrackerProtocol.ScrapeEntryBytes)];
        _ = new AnswerHead(TrackerAction.Scrape, asked.Head.TransactionId).Write(answer);
        return answer;
    }

    private static byte[] Changed(byte[] answer, AskedRequest asked, Treatment treatment)
    {
        byte[] foreigner = Compact(asked.From.Address, 1023);
        switch (treatment)
        {
            case Treatment.WrongTransaction:
                BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(4), asked.Head.TransactionId + 0x4000_0000);
                return answer;
            case Treatment.WrongAction:
                BinaryPrimitives.WriteUInt32BigEndian(answer, asked.Head.Action == TrackerAction.Announce ? 2u : 1u);
                return answer;
            case Treatment.OneByteShort:
                return answer[..^1];
            case Treatment.OnlyTheHead:
                return answer[..TrackerProtocol.AnswerHeadBytes];
            case Treatment.OneByteLong:
                return [.. answer, 0];
            case Treatment.ForeignPeer:
                return [.. answer[..TrackerProtocol.AnnounceAnswerBytes], .. foreigner];
            case Treatment.TooManyPeers:
                return [.. answer[..TrackerProtocol.AnnounceAnswerBytes], .. Enumerable.Repeat(foreigner, asked.Announce.Wanted + 1).SelectMany(peer => peer)];
            case Treatment.NoInterval:
                answer.AsSpan(8, 4).Clear();
                return answer;
            default:
                return answer;
        }
    }

    private static byte[] Error(AskedRequest asked, string text)
    {
        byte[] answer = new byte[TrackerProtocol.AnswerHeadBytes + text.Length];
        _ = ErrorAnswer.Write(answer, asked.Head.TransactionId, System.Text.Encoding.ASCII.GetBytes(text));
        return answer;
    }

    private static byte[] Compact(IPAddress address, ushort port) => [.. address.GetAddressBytes(), (byte)(port >> 8), (byte)port];
}
