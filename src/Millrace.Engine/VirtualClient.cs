namespace Millrace.Engine;

/// <summary>
/// What one simulated client does. Everything runs on the client's own shard thread, so a client needs no locks; it is written
/// as plain async code.
/// </summary>
/// <remarks>
/// A client whose replies come on a reader loop begins its operations through <see cref="StepContext.InFlight"/> and returns from
/// <see cref="StepAsync"/> as soon as it has sent: the engine then keeps the window, the think time, the schedule and the
/// operation timeout. Every whole message that arrives is announced with <see cref="StepContext.Received"/> before it is judged.
/// When the connection dies, the client says <see cref="StepContext.Disconnected"/> (or lets the exception out of its step), and
/// the engine may call <see cref="ConnectAsync"/> again.
/// </remarks>
public abstract class VirtualClient
{
    /// <summary>
    /// True for a client that is connected and receives but never starts anything: no iteration is due for it, and the load model's starts are shared among the others.
    /// Asked once.
    /// </summary>
    public virtual bool IsListener => false;

    /// <summary>
    /// How long this client thinks before its next iteration, under a closed load: as long as the load says, unless what it stands for thinks for times of its own.
    /// Not asked where the load has no think time. Asked once for each iteration.
    /// </summary>
    public virtual TimeSpan ThinkTime(TimeSpan ofLoad) => ofLoad;

    /// <summary>Opens the connection. Failing, it throws: <see cref="Shards.LinkException"/>, <see cref="ClientException"/>.</summary>
    public abstract ValueTask ConnectAsync(StepContext context);

    /// <summary>One iteration. Never called again before the last one has ended, while the client is disconnected, or for a listener.</summary>
    public abstract ValueTask StepAsync(StepContext context);

    /// <summary>Closes the connection politely; called once, at the end, also where no connection stands.</summary>
    public abstract ValueTask CloseAsync(StepContext context);
}
