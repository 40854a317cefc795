namespace Millrace.Hosting;

/// <summary>A server cannot start for a reason that an operator can mend; the message says what, where and what to do.</summary>
public sealed class ServerStartException : Exception
{
    /// <summary>Makes one with the words for the operator.</summary>
    public ServerStartException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
