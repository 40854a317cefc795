using System.Threading.Tasks.Sources;

namespace Millrace.Amqp.Publishing;

/// <summary>
/// One message that waits for the broker's word; used again and again. Whoever takes it out of its channel's table (under the channel's lock) settles it, so it is settled once.
/// </summary>
internal sealed class PendingConfirm(AmqpPublisher publisher) : IValueTaskSource<PublishResult>, ICompletable
{
    private ManualResetValueTaskSourceCore<PublishResult> _core;
    private CancellationTokenRegistration _cancellation;
    private PublishResult _result;
    private CancellationToken _token;
    private PublishChannel? _channel;
    private string? _messageId;
    private string? _idPrefix;
    private ulong _idNumber;
    private bool _isCancelled;

    public ValueTask<PublishResult> Task => new(this, _core.Version);

    public ulong Number { get; private set; }

    public long Since { get; private set; }

    public bool IsMandatory { get; private set; }

    /// <summary>What the broker said when it sent the message back; null where it did not.</summary>
    public string? ReturnText { get; set; }

    public int ReturnCode { get; set; }

    /// <summary>Under the channel's lock: from here on it can be settled.</summary>
    public void Begin(PublishChannel channel, ulong number, long now, in OutgoingMessage message)
    {
        _channel = channel;
        Number = number;
        Since = now;
        IsMandatory = message.IsMandatory;
        _messageId = message.Properties?.MessageId;
        _idPrefix = message.IdPrefix;
        _idNumber = message.IdNumber;
    }

    /// <summary>Listens to the caller's token; before the caller has the task.</summary>
    public void Watch(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _token = cancellationToken;
            _cancellation = cancellationToken.UnsafeRegister(static pending => ((PendingConfirm)pending!).GiveUp(), this);
        }
    }

    public bool HasId(string? id) => id is not null
        && (_idPrefix is { } prefix ? id.Length == prefix.Length + PublishFrames.IdNumberLength && id.StartsWith(prefix, StringComparison.Ordinal)
            && ulong.TryParse(id.AsSpan(prefix.Length), System.Globalization.NumberStyles.AllowHexSpecifier, null, out ulong number) && number == _idNumber
            : id == _messageId);

    public void Settle(PublishOutcome outcome, int code, string? reason) => _result = new PublishResult(outcome, code, reason, _messageId, _idPrefix, _idNumber);

    public void Complete()
    {
        if (_isCancelled)
        {
            _core.SetException(new OperationCanceledException(_token));
        }
        else
        {
            _core.SetResult(_result);
        }
    }

    PublishResult IValueTaskSource<PublishResult>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            // Waits for a cancellation that is under way just now; it finds the message no longer in the table.
            _cancellation.Dispose();
            _cancellation = default;
            _token = default;
            _channel = null;
            _messageId = null;
            _idPrefix = null;
            _result = default;
            _isCancelled = false;
            ReturnText = null;
            ReturnCode = 0;
            _core.Reset();
            publisher.Recycle(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<PublishResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<PublishResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void GiveUp()
    {
        if (_channel is { } channel && channel.TryAbandon(this))
        {
            _isCancelled = true;
            publisher.Abandoned(this);
        }
    }
}
