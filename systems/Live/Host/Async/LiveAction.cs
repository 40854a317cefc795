namespace Millrace.Live;

/// <summary>A <see cref="LiveAction{TInput}"/> without input.</summary>
public sealed class LiveAction
{
    private readonly LiveAction<bool> _inner;

    /// <inheritdoc cref="LiveAction{TInput}(Func{TInput, CancellationToken, Task}, ActionPolicy)"/>
    public LiveAction(Func<CancellationToken, Task> body, ActionPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        _inner = new LiveAction<bool>((_, token) => body(token), policy);
    }

    /// <inheritdoc cref="LiveAction{TInput}.Pending"/>
    public Readable<bool> Pending => _inner.Pending;

    /// <inheritdoc cref="LiveAction{TInput}.Error"/>
    public Readable<Exception?> Error => _inner.Error;

    /// <inheritdoc cref="LiveAction{TInput}.Run"/>
    public ActionOutcome Run() => _inner.Run(true);

    /// <inheritdoc cref="LiveAction{TInput}.Cancel"/>
    public void Cancel() => _inner.Cancel();
}
