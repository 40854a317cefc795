using Millrace.Amqp.Links.Connecting;
using Millrace.Amqp.Metrics;
using RabbitMQ.Client;

namespace Millrace.Amqp.Links.Watching;

/// <summary>
/// Asks a silent connection a question, and says when it is not answered: a network that swallows everything tells nobody by itself. While anything is heard nothing is asked.
/// </summary>
internal sealed class Prober(OpenedConnection opened, LinkOptions options, TimeProvider time, LinkMetrics metrics)
{
    // How often, within one ProbeTimeout, a question under way is looked at.
    private const int Looks = 16;
    // A healthy sibling is heard at least every ProbeAfter; this part of a whole probe time leaves room, and keeps a dead network from passing for a busy broker.
    private const double SiblingPart = 0.9;
    // Without a heartbeat that is longer, for how many probe times a busy connection may stay silent.
    private const int MostProbeTimes = 30;
    private readonly LinkStream _stream = opened.Stream;
    private readonly TcpWitness _tcp = new(opened.Stream.Socket, time);
    private IChannel _asking = opened.Asking;
    private Task? _question;

    /// <summary>True while the broker does not read because it is short of memory or disk: it said so, and answers no question then.</summary>
    public required Func<bool> IsBlocked { get; init; }

    /// <summary>When the client's other connection to the same broker last heard something; null where there is none.</summary>
    public required Func<long?> SiblingHeard { get; init; }

    private TimeSpan ProbeTime => options.ProbeAfter + options.ProbeTimeout;

    private TimeSpan Ceiling => options.Heartbeat > ProbeTime ? options.Heartbeat : ProbeTime * MostProbeTimes;

    /// <summary>Returns how long the broker was silent, once that means that it is gone. Throws only when cancelled.</summary>
    public async Task<TimeSpan> WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan silence = Silence();
            if (silence < options.ProbeAfter)
            {
                await Task.Delay(Wait(options.ProbeAfter - silence), time, cancellationToken).ConfigureAwait(false);
            }
            else if (IsBlocked())
            {
                await Task.Delay(options.ProbeAfter, time, cancellationToken).ConfigureAwait(false);
            }
            else if (await AskAsync(cancellationToken).ConfigureAwait(false) is { } dead)
            {
                metrics.Probed("lost");
                return dead;
            }
        }
    }

    // A clock's tick more, so that a delay which ends early by less than one does not spin.
    private static TimeSpan Wait(TimeSpan wait) => wait + TimeSpan.FromMilliseconds(1);

    private TimeSpan Silence() => time.GetElapsedTime(_stream.LastHeard);

    private async Task<TimeSpan?> AskAsync(CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        _tcp.Start();
        // One at a time: where something else was heard meanwhile, the question before may still be open, and serves again.
        Task question = _question is { IsCompleted: false } open ? open : _question = QuestionAsync(cancellationToken);
        TimeSpan look = options.ProbeTimeout / Looks;
        TimeSpan waited = TimeSpan.Zero;
        long looked = asked;
        bool isExtended = false;
        while (true)
        {
            await Task.WhenAny(question, Task.Delay(look, time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (question.IsCompletedSuccessfully || _stream.LastHeard > asked)
            {
                metrics.Probed("answered");
                return null;
            }

            if (question.IsCompleted)
            {
                // Given up by the library (its own patience may be shorter), or not even asked: that is no answer. The silence goes on and counts on, and is asked about again.
                _ = question.Exception;
                await Task.Delay(look, time, cancellationToken).ConfigureAwait(false);
                question = _question = QuestionAsync(cancellationToken);
            }

            long now = time.GetTimestamp();
            // A look that comes late says that this process is short of time, or stood still: that is not held against the broker.
            TimeSpan since = time.GetElapsedTime(looked, now);
            waited += since < look * 2 ? since : look * 2;
            looked = now;
            if (Unread())
            {
                waited = TimeSpan.Zero;
            }

            bool isBusy = MayBeBusy(now);
            if (!IsBlocked() && (Silence() > Ceiling || (waited >= options.ProbeTimeout && !isBusy)))
            {
                return Silence();
            }

            if (waited >= options.ProbeTimeout && !isExtended)
            {
                isExtended = true;
                metrics.Probed("extended");
            }
        }
    }

    // No answer, and still no reason to think that the broker is gone: the client's other connection hears it, or, where there is none to it, it takes what is sent.
    private bool MayBeBusy(long now)
    {
        (bool takes, bool isDeaf) = _tcp.Look(options.ProbeTimeout);
        return !isDeaf && (SiblingHeard() is { } heard ? time.GetElapsedTime(heard, now) < ProbeTime * SiblingPart : takes);
    }

    private bool Unread()
    {
        try
        {
            return _stream.Socket.Available > 0;
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    // basic.qos with no limit changes nothing, needs no permission, and is answered by every broker.
    private async Task QuestionAsync(CancellationToken cancellationToken)
    {
        if (_asking.IsOpen)
        {
            await _asking.BasicQosAsync(0, 0, global: false, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            _asking = await opened.Connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }
}
