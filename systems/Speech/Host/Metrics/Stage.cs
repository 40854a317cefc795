namespace Millrace.Speech.Host.Metrics;

/// <summary>The stages of a chunk's time in the server.</summary>
internal enum Stage
{
    /// <summary>From the whole message to its voice judged and handed to the recogniser.</summary>
    Voice,

    /// <summary>From then to the moment at which the recogniser begins with it.</summary>
    Queueing,

    /// <summary>The recogniser's own time.</summary>
    Recogniser,

    /// <summary>From the answer to the reply handed to the socket: answers before it, and sends.</summary>
    Reply,

    /// <summary>All of them.</summary>
    Total,
}
