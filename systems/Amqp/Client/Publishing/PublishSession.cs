using Millrace.Amqp.Channels;
using Millrace.Amqp.Links;

namespace Millrace.Amqp.Publishing;

/// <summary>What the publisher has on one session: its outbox, and channels that are opened when they are first needed.</summary>
internal sealed class PublishSession
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);
    private readonly AmqpPublisher _publisher;
    private readonly Lock _lock = new();
    private readonly PublishChannel?[][] _channels;
    private readonly Task<PublishChannel>?[][] _openings;
    private string? _reason;

    public PublishSession(AmqpPublisher publisher, AmqpSession session, Stream stream, int channels, int bufferBytes, CompletionLine completions)
    {
        _publisher = publisher;
        Session = session;
        uint frameMax = session.Connection.FrameMax;
        Outbox = new FrameOutbox(stream, bufferBytes, frameMax is 0 or > 1 << 20 ? 1 << 20 : (int)frameMax - 8, completions);
        _channels = [new PublishChannel?[channels], new PublishChannel?[channels]];
        _openings = [new Task<PublishChannel>?[channels], new Task<PublishChannel>?[channels]];
        session.Ended.UnsafeRegister(static state => ((PublishSession)state!).End(), this);
        session.BeforeCloseOk = BeforeCloseOkAsync;
    }

    public AmqpSession Session { get; }

    public FrameOutbox Outbox { get; }

    /// <summary>The channel in that place, if it is open.</summary>
    public PublishChannel? Find(bool isConfirming, int place) => Volatile.Read(ref _channels[isConfirming ? 1 : 0][place]) is { IsOver: false } open ? open : null;

    /// <summary>The channel in that place; the first who needs it has it opened, and all wait for that.</summary>
    /// <exception cref="TimeoutException">It could not be opened within <paramref name="patience"/>; the opening goes on.</exception>
    public ValueTask<PublishChannel> GetAsync(bool isConfirming, int place, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Find(isConfirming, place) is { } open)
        {
            return new(open);
        }

        lock (_lock)
        {
            ref Task<PublishChannel>? opening = ref _openings[isConfirming ? 1 : 0][place];
            if (opening is null || (opening.IsCompleted && Find(isConfirming, place) is null))
            {
                opening = OpenAsync(isConfirming, place);
            }

            return new(opening.WaitAsync(patience, _publisher.Time, cancellationToken));
        }
    }

    /// <summary>All channels that are open.</summary>
    public IEnumerable<PublishChannel> Open(bool isConfirming)
    {
        foreach (PublishChannel? channel in _channels[isConfirming ? 1 : 0])
        {
            if (channel is { IsOver: false })
            {
                yield return channel;
            }
        }
    }

    // An opening belongs to the session and not to who asked first: one that is given up half-way would leave its number behind, for as long as the connection lives.
    private async Task<PublishChannel> OpenAsync(bool isConfirming, int place)
    {
        PublishChannel channel = await OpenAnsweredAsync(isConfirming).ConfigureAwait(false);
        _publisher.Opened();
        lock (_lock)
        {
            Volatile.Write(ref _channels[isConfirming ? 1 : 0][place], channel);
            if (_reason is null)
            {
                return channel;
            }
        }

        channel.End(0, _reason);
        return channel;
    }

    /// <summary>Each question that is not answered (AnswerTimeout) costs a channel's number: none is asked while the broker reads nothing, and few where it is slow.</summary>
    private async Task<PublishChannel> OpenAnsweredAsync(bool isConfirming)
    {
        for (TimeSpan pause = s_firstPause; ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            while (_publisher.IsBlocked)
            {
                await Task.Delay(s_look, _publisher.Time, Session.Ended).ConfigureAwait(false);
            }

            try
            {
                return await PublishChannel.OpenAsync(_publisher, Session, Outbox, isConfirming, Session.Ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException exception) when (!Session.Ended.IsCancellationRequested)
            {
                AmqpWorkLog.OpeningUnanswered(_publisher.Logger, pause.TotalSeconds, exception.Message);
            }

            await Task.Delay(pause, _publisher.Time, Session.Ended).ConfigureAwait(false);
        }
    }

    /// <summary>Whatever was written for the channel goes out before the broker has our consent to its end; after that it would be an error of the whole connection.</summary>
    private ValueTask BeforeCloseOkAsync(ushort number)
    {
        foreach (PublishChannel channel in Open(isConfirming: true).Concat(Open(isConfirming: false)))
        {
            if (channel.Number == number)
            {
                channel.Stop();
            }
        }

        // Also where it was not found: the library may have said that it is closed before this is asked, and then it has been replaced already.
        return new ValueTask(Outbox.LeftAsync());
    }

    /// <summary>Ends all that stands on the session; what waits for a confirm is indefinite for that reason.</summary>
    public void End(string reason)
    {
        lock (_lock)
        {
            _reason ??= reason;
        }

        Outbox.End();
        foreach (PublishChannel channel in Open(isConfirming: true).Concat(Open(isConfirming: false)).ToList())
        {
            channel.End(0, reason);
        }
    }

    private void End() => End($"the connection ended before the broker's word came: {Session.Cause?.Message}");
}
