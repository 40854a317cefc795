namespace Millrace.Engine;

/// <summary>A failure that a virtual client names itself, such as a refused handshake.</summary>
public sealed class ClientException : Exception
{
    /// <summary>Makes a failure of a kind (a short constant word) with the words for a person.</summary>
    public ClientException(string kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The word under which it is counted.</summary>
    public string Kind { get; }
}
