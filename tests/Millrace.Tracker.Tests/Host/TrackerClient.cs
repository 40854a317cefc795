using System.Net;
using System.Net.Sockets;
using Millrace.Tracker.Tests.Host.Answering;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host;

/// <summary>A client on a socket of .NET's own.</summary>
internal sealed class TrackerClient : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly byte[] _answer = new byte[4096];
    private string _asked = "nothing";

    public TrackerClient(IPEndPoint tracker)
    {
        _socket = new Socket(tracker.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Connect(tracker);
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        _asked = RequestHead.TryRead(request.Span, out RequestHead head) ? $"{head.Action} of {request.Length} bytes" : $"{request.Length} bytes";
        return _socket.SendAsync(request, Stopping);
    }

    /// <summary>The next answer. Datagrams may be lost, though hardly on loopback: the failure then says which.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        limit.CancelAfter(s_limit);
        try
        {
            return _answer.AsMemory(0, await _socket.ReceiveAsync(_answer, limit.Token));
        }
        catch (OperationCanceledException) when (!Stopping.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer came from {_socket.RemoteEndPoint} within {s_limit.TotalSeconds} s; the last request was: {_asked}.");
        }
    }

    /// <summary>What has come by now; empty where nothing has.</summary>
    public ReadOnlyMemory<byte> Waiting() => _socket.Available > 0 ? _answer.AsMemory(0, _socket.Receive(_answer)) : default;

    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> request)
    {
        await SendAsync(request);
        return await ReceiveAsync();
    }

    public async ValueTask<ulong> ConnectAsync()
    {
        ReadOnlyMemory<byte> answer = await AskAsync(Requests.Connect());
        Assert.True(ConnectAnswer.TryRead(answer.Span, out ulong id));
        return id;
    }

    public async ValueTask<AnnounceAnswer> AnnounceAsync(Func<AnnounceRequest, AnnounceRequest>? change = null)
    {
        ReadOnlyMemory<byte> answer = await AskAsync(Requests.Announce(await ConnectAsync(), change));
        Assert.True(AnnounceAnswer.TryRead(answer.Span, out AnnounceAnswer head), Convert.ToHexString(answer.Span));
        return head;
    }

    /// <summary>The text of the error that comes.</summary>
    public async ValueTask<string> ErrorAsync(ReadOnlyMemory<byte> request)
    {
        ReadOnlyMemory<byte> answer = await AskAsync(request);
        Assert.True(AnswerHead.TryRead(answer.Span, out AnswerHead head));
        Assert.Equal(TrackerAction.Error, head.Action);
        return System.Text.Encoding.ASCII.GetString(ErrorAnswer.Text(answer.Span));
    }

    public void Dispose() => _socket.Dispose();
}
