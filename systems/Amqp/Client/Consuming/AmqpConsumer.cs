using Millrace.Amqp.Consuming;

namespace Millrace.Amqp;

/// <summary>A consumer that was started; it stands on one connection after another until it is stopped.</summary>
public sealed class AmqpConsumer : IAsyncDisposable
{
    private readonly AmqpConsumers _all;
    private volatile ConsumerState _state;
    private volatile bool _isStopped;

    internal AmqpConsumer(AmqpConsumers all, ConsumerOptions options, Func<Delivery, CancellationToken, ValueTask> handler)
    {
        _all = all;
        Options = options;
        Handler = handler;
    }

    /// <summary>The state has changed; called on any thread, must not block. What it throws is lost.</summary>
    public event Action<AmqpConsumer>? StateChanged;

    /// <summary>What it was started with.</summary>
    public ConsumerOptions Options { get; }

    /// <summary>Where it is in its life.</summary>
    public ConsumerState State => _isStopped ? ConsumerState.Stopped : _state;

    /// <summary>Why the broker refused or ended it last; null where it never did.</summary>
    public AmqpException? LastError { get; private set; }

    internal Func<Delivery, CancellationToken, ValueTask> Handler { get; }

    /// <summary>Where it sits now. Changed only by whoever holds <see cref="Opening"/>.</summary>
    internal ConsumerSeat? Seat { get; set; }

    /// <summary>One opens it at a time: the start, a new session or a retry. Held while the broker is asked, by nobody but those three and the stop.</summary>
    internal SemaphoreSlim Opening { get; } = new(1, 1);

    internal bool IsStopped => _isStopped;

    /// <summary>The stop that is under way or done; null before it.</summary>
    internal Task? Stopping { get; set; }

    /// <summary>Failures since the broker last took it: the measure of its delay.</summary>
    internal int Failures { get; set; }

    /// <summary>1 while a further try waits for its time: there is never more than one.</summary>
    internal int RetryPending;

    /// <summary>
    /// Stops it: no further deliveries, the handler that runs finishes, acknowledgements go out, the channel closes. Not to be awaited inside of its own handler, which it would wait for. A second call waits for the first.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _all.StopAsync(this, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    internal void Become(ConsumerState state, AmqpException? error = null)
    {
        if (_isStopped)
        {
            return;
        }

        LastError = error ?? LastError;
        _state = state;
        Tell();
    }

    /// <summary>Stopped from now on, whatever an opening that is still under way says afterwards.</summary>
    internal void BecomeStopped()
    {
        _isStopped = true;
        Tell();
    }

    private void Tell()
    {
        try
        {
            StateChanged?.Invoke(this);
        }
        catch (Exception exception)
        {
            Channels.AmqpWorkLog.StateHandlerFailed(_all.Logger, Options.Queue, exception);
        }
    }
}
