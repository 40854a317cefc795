using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millrace.Amqp.Channels;
using Millrace.Amqp.Links;
using Millrace.Amqp.Metrics;
using RabbitMQ.Client;

namespace Millrace.Amqp.Publishing;

/// <summary>
/// The publisher. The first part of each call runs without waiting and without memory of its own where there is a session with an open channel, room, and (confirmed) a place among the
/// outstanding; whatever is missing is waited for in the slow half.
/// </summary>
internal sealed partial class AmqpPublisher : IAmqpPublisher, IAsyncDisposable
{
    private const int MostSpare = 4096;
    private readonly PublisherOptions _options;
    private readonly IAmqpLink _link;
    private readonly int _channels;
    private readonly string _idPrefix;
    private readonly Lock _lock = new();
    private readonly CompletionLine _completions = new();
    private readonly TurnGate _outstanding;
    private readonly Stack<PendingConfirm> _spare = new();
    private readonly SuspectExchanges _suspects;
    private readonly PublisherCounters _counters = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _closed = new();
    private PublishSession? _current;
    private long _lastId;

    /// <summary>A publisher on this link.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="link">The link for publishing.</param>
    /// <param name="time">Where its time comes from.</param>
    /// <param name="logger">Where it reports.</param>
    /// <param name="idPrefix">What the message ids of this publisher begin with, which no other has; ASCII.</param>
    public AmqpPublisher(PublisherOptions options, IAmqpLink link, TimeProvider time, ILogger logger, string idPrefix)
    {
        _options = options;
        _link = link;
        _idPrefix = idPrefix;
        Time = time;
        Logger = logger;
        _channels = Math.Max(1, options.Channels / 2);
        _outstanding = new TurnGate(options.MaxOutstanding, _completions);
        _suspects = new SuspectExchanges(time);
        WorkMetrics.Publishers.Begin(this, () => Totals);
        TimeSpan look = TimeSpan.FromMilliseconds(Math.Clamp(Math.Min(options.ConfirmTimeout.TotalMilliseconds, options.WaitForRoom.TotalMilliseconds) / 20, 5, 250));
        _timer = time.CreateTimer(static publisher => ((AmqpPublisher)publisher!).LookForLate(), this, look, look);
    }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public PublisherTotals Totals => new(
        Interlocked.Read(ref _counters.Sent), Interlocked.Read(ref _counters.Unknown), Interlocked.Read(ref _counters.Published), Interlocked.Read(ref _counters.Confirmed),
        Interlocked.Read(ref _counters.Returned), Interlocked.Read(ref _counters.Nacked), Interlocked.Read(ref _counters.Indefinite), Interlocked.Read(ref _counters.Abandoned),
        (int)_outstanding.Taken, Interlocked.Read(ref _counters.Retried), _outstanding.Waiting + (_current?.Outbox.Room.Waiting ?? 0), Interlocked.Read(ref _counters.LateConfirms),
        Interlocked.Read(ref _counters.ChannelsOpened));

    /// <summary>True where the broker is known to have read all that was published without confirmation on the present session.</summary>
    internal bool AllRead => Living() is { } session && session.Open(isConfirming: false).All(channel => channel.IsRead);

    public ValueTask PublishAsync(
        string exchange, string routingKey, ReadOnlyMemory<byte> body, BasicProperties? properties = null, CancellationToken cancellationToken = default)
    {
        var message = new OutgoingMessage(exchange, routingKey, Checked(exchange, routingKey, body), properties, isMandatory: false, null, 0);
        return !cancellationToken.IsCancellationRequested && TryPublish(message) ? default : PublishSlowAsync(message, cancellationToken);
    }

    public ValueTask<PublishResult> PublishConfirmedAsync(
        string exchange, string routingKey, ReadOnlyMemory<byte> body, BasicProperties? properties = null, bool mandatory = false, CancellationToken cancellationToken = default)
    {
        OutgoingMessage message = WithId(exchange, routingKey, Checked(exchange, routingKey, body), properties, mandatory);
        if (_options.Retries > 0)
        {
            return PublishAgainAsync(message, cancellationToken);
        }

        if (cancellationToken.IsCancellationRequested || !_outstanding.TryTake(1))
        {
            return PublishSlowAsync(message, hasPlace: false, cancellationToken);
        }

        PendingConfirm? pending;
        try
        {
            pending = TryPublishConfirmed(message, cancellationToken);
        }
        catch
        {
            // What cannot be written leaves no trace but the exception.
            _outstanding.Give(1);
            throw;
        }

        return pending is not null ? pending.Task : PublishSlowAsync(message, hasPlace: true, cancellationToken);
    }

    internal void Settled(List<PendingConfirm> settled, PublishOutcome outcome, int count)
    {
        if (settled.Count == 0)
        {
            return;
        }

        _counters.Add(outcome, count);
        _counters.Add(PublishOutcome.Returned, settled.Count - count);
        foreach (PendingConfirm pending in settled)
        {
            _completions.Add(pending);
        }

        _completions.Run();
        _outstanding.Give(settled.Count);
    }

    internal void Abandoned(PendingConfirm pending)
    {
        Interlocked.Increment(ref _counters.Abandoned);
        _completions.Add(pending);
        _completions.Run();
        _outstanding.Give(1);
    }

    internal void Recycle(PendingConfirm pending)
    {
        lock (_spare)
        {
            if (_spare.Count < MostSpare)
            {
                _spare.Push(pending);
            }
        }
    }

    /// <summary>True while the broker reads nothing from the publishing connection.</summary>
    internal bool IsBlocked => _link.IsBlocked;

    internal void Opened() => Interlocked.Increment(ref _counters.ChannelsOpened);

    internal void HeardLate() => Interlocked.Increment(ref _counters.LateConfirms);

    /// <summary>So many unconfirmed messages went to a channel that has ended, and were not heard to have been read.</summary>
    internal void Lost(long unknown)
    {
        if (unknown > 0)
        {
            Interlocked.Add(ref _counters.Unknown, unknown);
            AmqpWorkLog.MessagesUnknown(Logger, unknown);
        }
    }

    /// <summary>The broker had something against one message, and everything on its channel suffers; the exchange that it names goes its own way for a while.</summary>
    internal void ChannelClosed(PublishChannel channel, int code, string text)
    {
        AmqpWorkLog.PublishChannelClosed(Logger, code, text);
        _suspects.Learn(text);
        channel.End(code, $"the broker closed the channel with {code} {text}; unless that names this message's exchange, the message only shared its channel");
    }

    private PublishSession? Living() => _current is { } current && ReferenceEquals(current.Session, _link.Current) && current.Session.Cause is null ? current : null;

    /// <summary>Where messages for this exchange and key go: always the same place, so that they stay in order.</summary>
    private int PlaceOf(in OutgoingMessage message) => _suspects.Has(message.Exchange) ? _channels
        : _channels == 1 ? 0 : (int)((uint)(message.RoutingKey.GetHashCode(StringComparison.Ordinal) ^ (message.Exchange.GetHashCode(StringComparison.Ordinal) * 31)) % (uint)_channels);

    private bool TryPublish(in OutgoingMessage message)
    {
        if (Living() is not { } session || session.Find(isConfirming: false, PlaceOf(message)) is not { } channel)
        {
            return false;
        }

        int size = session.Outbox.Measure(message);
        if (!session.Outbox.Room.TryTake(size))
        {
            return false;
        }

        if (!Write(session, channel, message, size))
        {
            return false;
        }

        Interlocked.Increment(ref _counters.Sent);
        return true;
    }

    private PendingConfirm? TryPublishConfirmed(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (Living() is not { } session || session.Find(isConfirming: true, PlaceOf(message)) is not { } channel)
        {
            return null;
        }

        int size = session.Outbox.Measure(message);
        if (!session.Outbox.Room.TryTake(size))
        {
            return null;
        }

        PendingConfirm pending = Pending();
        if (!Write(session, channel, message, size, pending))
        {
            Recycle(pending);
            return null;
        }

        Interlocked.Increment(ref _counters.Published);
        pending.Watch(cancellationToken);
        return pending;
    }

    /// <summary>Writes it, or gives its room back.</summary>
    private static bool Write(PublishSession session, PublishChannel channel, in OutgoingMessage message, int size, PendingConfirm? pending = null)
    {
        bool isWritten = false;
        try
        {
            return isWritten = pending is null ? channel.TryWrite(message, size) : channel.TryWrite(pending, message, size);
        }
        finally
        {
            if (!isWritten)
            {
                session.Outbox.Room.Give(size);
            }
        }
    }

    private PendingConfirm Pending()
    {
        lock (_spare)
        {
            return _spare.TryPop(out PendingConfirm? spare) ? spare : new PendingConfirm(this);
        }
    }

    private OutgoingMessage WithId(string exchange, string routingKey, ReadOnlyMemory<byte> body, BasicProperties? properties, bool mandatory)
    {
        if ((!_options.MessageIds && !mandatory && _options.Retries == 0) || properties?.MessageId is not null)
        {
            return new OutgoingMessage(exchange, routingKey, body, properties, mandatory, null, 0);
        }

        ulong number = (ulong)Interlocked.Increment(ref _lastId);
        return properties is null
            ? new OutgoingMessage(exchange, routingKey, body, null, mandatory, _idPrefix, number)
            : new OutgoingMessage(exchange, routingKey, body, new BasicProperties(properties) { MessageId = $"{_idPrefix}{number:x16}" }, mandatory, null, 0);
    }

    private ReadOnlyMemory<byte> Checked(string exchange, string routingKey, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(routingKey);
        return body.Length <= _options.MaxBodyBytes ? body : throw TooLong(body.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentException TooLong(int length) =>
        new($"The body has {length} bytes; the most is {_options.MaxBodyBytes} (MaxBodyBytes of the publisher's options).");
}
