using System.Threading.Tasks.Sources;
using Millrace.Shards;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Connection;

/// <summary>Reads the transport until a message is whole; one reusable await, no buffer while idle. All on the shard's thread.</summary>
internal sealed class ReceivePump(Link link, InboundFrames frames, WebSocketLink owner) : IValueTaskSource<WebSocketMessage>
{
    // A peer whose bytes are always there already gets this many reads before the other connections of the shard have their turn.
    private const int ReadsBeforeYield = 16;

    private static readonly Action<object?> s_resume = static state => ((ReceivePump)state!).Resume();

    private ManualResetValueTaskSourceCore<WebSocketMessage> _core;
    private ValueTask _readable;
    private CancellationToken _token;
    private Action? _onReadable;
    private byte _reads;
    private bool _isReadable;

    /// <summary>True while a receive waits for bytes.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>True when bytes have arrived since it was last set to false.</summary>
    public bool HasHeard { get; set; } = true;

    public InboundFrames Frames => frames;

    public ValueTask<WebSocketMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            _token = cancellationToken;
            if (TryNext(out WebSocketMessage message))
            {
                return new ValueTask<WebSocketMessage>(message);
            }
        }
        catch (OperationCanceledException e)
        {
            return ValueTask.FromException<WebSocketMessage>(e);
        }

        _core.Reset();
        IsSuspended = true;
        Suspend();
        return new ValueTask<WebSocketMessage>(this, _core.Version);
    }

    public WebSocketMessage GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    // A receive completes on the shard's own thread, which is where its continuation belongs: returning to a context would only cost.
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

    private bool TryNext(out WebSocketMessage message)
    {
        while (owner.Ending is null)
        {
            switch (frames.Next(out message))
            {
                case InboundEvent.Message:
                    return true;
                case InboundEvent.Ping:
                    owner.AnswerPing(message.Payload.Span);
                    break;
                case InboundEvent.Close:
                    owner.TakeClose(message);
                    break;
                case InboundEvent.Violation:
                    owner.TakeViolation(frames.Violation);
                    break;
                case InboundEvent.NeedBytes when !TryFill():
                    return false;
            }
        }

        message = owner.Ending.ToMessage();
        frames.Release();
        return true;
    }

    // One step: a read or a wait. False when the receive has to suspend, for bytes or (with _isReadable) to let others have their turn.
    private bool TryFill()
    {
        try
        {
            if (_isReadable)
            {
                _isReadable = false;
                int count = link.TryReceive(frames.Free());
                if (count == 0)
                {
                    owner.End(WebSocketCloseKind.Vanished);
                    return true;
                }

                if (count > 0)
                {
                    frames.Received(count);
                    HasHeard = true;
                    return true;
                }
            }

            frames.Trim();
            owner.FlushNow();
#pragma warning disable CA2012 // Consumed once, below or in Resume: the callback form of an await, which allocates nothing.
            _readable = link.WaitReadableAsync(_token);
#pragma warning restore CA2012
            if (!_readable.IsCompleted)
            {
                _reads = 0;
                return false;
            }

            _readable.GetAwaiter().GetResult();
            _isReadable = true;
            _reads = (byte)((_reads + 1) % ReadsBeforeYield);
            return _reads != 0;
        }
        catch (LinkException e)
        {
            owner.End(WebSocketCloseKind.TransportFailed, error: e);
            return true;
        }
    }

    private void Suspend()
    {
        if (_isReadable)
        {
            link.Shard.Post(s_resume, this);
        }
        else
        {
            _readable.GetAwaiter().UnsafeOnCompleted(_onReadable ??= Resume);
        }
    }

    private void Resume()
    {
        try
        {
            TakeReadable();
            if (!TryNext(out WebSocketMessage message))
            {
                Suspend();
                return;
            }

            IsSuspended = false;
            owner.HoldSends();
            _core.SetResult(message);
            owner.ReleaseSends();
        }
        catch (Exception e)
        {
            // A cancellation; and what nobody expected belongs to whoever awaits this connection, not to the shard's loop.
            IsSuspended = false;
            _core.SetException(e);
        }
    }

    private void TakeReadable()
    {
        if (_isReadable)
        {
            return;
        }

        try
        {
            ValueTask readable = _readable;
            _readable = default;
            readable.GetAwaiter().GetResult();
            _isReadable = true;
        }
        catch (LinkException e)
        {
            // Also what a pending receive sees when we end the connection ourselves; the end is known then.
            owner.End(WebSocketCloseKind.TransportFailed, error: e);
        }
    }
}
