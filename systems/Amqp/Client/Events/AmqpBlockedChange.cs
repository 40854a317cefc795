namespace Millrace.Amqp;

/// <summary>The broker has blocked a connection (it is short of memory or disk), or lets it go on.</summary>
/// <param name="link">Which one: <c>publish</c> or <c>consume</c>.</param>
/// <param name="reason">The broker's words, or null where it goes on.</param>
public sealed class AmqpBlockedChange(string link, string? reason)
{
    /// <summary>Which connection: <c>publish</c> or <c>consume</c>.</summary>
    public string Link { get; } = link;

    /// <summary>True while blocked.</summary>
    public bool IsBlocked => Reason is not null;

    /// <summary>The broker's words, such as <c>low on memory</c>; null where it goes on.</summary>
    public string? Reason { get; } = reason;
}
