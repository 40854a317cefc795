namespace Millrace.Gateway.Client;

/// <summary>Something that went wrong and that the backend has survived.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">What, where, and what to do, for people.</param>
/// <param name="Gateway">The gateway that it happened with.</param>
public sealed record BackendError(BackendErrorKind Kind, string Reason, Uri Gateway)
{
    /// <summary>The exception behind it, where there is one.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The client that it is about, where there is one.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's request that the gateway's report is about, where there is one.</summary>
    public ConnectionRequest? Request { get; init; }

    /// <summary>The action of the line that was refused; empty otherwise.</summary>
    public string Action { get; init; } = "";

    /// <summary>How many lines or events it is about; 0 where that does not apply.</summary>
    public long Count { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Kind}, {Gateway}: {Reason}{(Exception is null ? "" : $" ({Exception.GetType().Name}: {Exception.Message})")}";
}
