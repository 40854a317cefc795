using RabbitMQ.Client;

namespace Millrace.Amqp.Links;

/// <summary>
/// One life of one connection, from its handshake to its loss. Whatever belongs to a broker's connection (channels, tags, consumers) belongs to one session and
/// ends with it; a delivery tag of another session is stale.
/// </summary>
#pragma warning disable CA1001 // a source without a timer or a handle holds nothing to dispose, and tokens of it outlive the session
internal sealed class AmqpSession(int epoch, IConnection connection)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _cause;

    /// <summary>Counts the lives of the link, from 1.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>The connection of RabbitMQ.Client, its own recovery switched off.</summary>
    public IConnection Connection { get; } = connection;

    /// <summary>
    /// The stream below RabbitMQ.Client, which takes whole frames from anybody in between those of the library, over TLS too; null where a test has none to write to. A write to a
    /// session that has ended may go nowhere without a word.
    /// </summary>
    public Stream? Frames { get; init; }

    /// <summary>
    /// Whoever writes to <see cref="Frames"/> is told the number of a channel that the broker has closed, before the answer to that (close-ok) goes out, which waits for the end of the task.
    /// By then all frames of that channel must be written or dropped, and none may follow: after close-ok, frames of a closed channel end the whole connection.
    /// </summary>
    public Func<ushort, ValueTask>? BeforeCloseOk { get; set; }

    /// <summary>Cancelled when the connection is lost or closed; every waiter of this session ends with <see cref="Cause"/> then, at once.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Why it ended: <see cref="AmqpConnectionLostException"/>, or <see cref="AmqpClosedException"/> where it was our wish; null while it lives.</summary>
    public Exception? Cause => Volatile.Read(ref _cause);

    /// <summary>Completes with <see cref="Ended"/>, but waits for none of those who are told by that: what must not depend on their code goes on from here.</summary>
    public Task Over => _over.Task;

    /// <summary>
    /// Ends the session; true for the first who says so. <see cref="Cause"/> is there before <see cref="Ended"/> is cancelled, which runs the code of whoever waits, on this thread.
    /// <paramref name="first"/>: what must have begun by then, whatever that code does.
    /// </summary>
    public bool End(Exception cause, Action? first = null)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is not null)
        {
            return false;
        }

        _over.TrySetResult();
        first?.Invoke();
        try
        {
            _ended.Cancel();
        }
        catch (AggregateException)
        {
            // A waiter that throws on being told must not keep the news from the others; Cancel has told them all.
        }

        return true;
    }
}
