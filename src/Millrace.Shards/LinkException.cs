namespace Millrace.Shards;

/// <summary>A failure of a link, a listener or a connect, with its kind as data.</summary>
public sealed class LinkException : IOException
{
    /// <summary>Makes a failure of a kind with the words for a person.</summary>
    public LinkException(LinkError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>What happened.</summary>
    public LinkError Error { get; }
}
