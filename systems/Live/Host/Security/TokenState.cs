namespace Millrace.Live.Host.Security;

/// <summary>What a token is found to be.</summary>
internal enum TokenState
{
    /// <summary>Ours, and of this browser.</summary>
    Good,

    /// <summary>No token at all.</summary>
    Malformed,

    /// <summary>Not signed with our key, or for a browser with another cookie.</summary>
    Forged,

    /// <summary>Ours, but issued later than now by more than clocks differ.</summary>
    FromTheFuture,
}
