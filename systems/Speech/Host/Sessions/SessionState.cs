namespace Millrace.Speech.Host.Sessions;

/// <summary>How far a session is.</summary>
internal enum SessionState
{
    /// <summary>Nobody has spoken yet.</summary>
    Created,

    /// <summary>Somebody has.</summary>
    Active,

    /// <summary>It takes no more audio: it answers what it has taken, and then its connection ends.</summary>
    Closing,

    /// <summary>It is gone.</summary>
    Closed,
}
