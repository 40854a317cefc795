namespace Millrace.Speech.Tests.Load;

/// <summary>What goes wrong with a <see cref="FakeSpeechServer"/>.</summary>
public enum FakeTrouble
{
    /// <summary>Nothing: it does as ours does.</summary>
    None,

    /// <summary>Nothing: it does as the service does whose API ours is, which says less.</summary>
    Foreign,

    /// <summary>One chunk in five is answered with an error, and the session goes on.</summary>
    RecogniserFails,

    /// <summary>The fifth chunk has no answer, nor has any after it.</summary>
    Silent,

    /// <summary>The fifth chunk is answered twice.</summary>
    Twice,

    /// <summary>A final begins before the last one ended.</summary>
    TimesGoBack,

    /// <summary>The words of an utterance become fewer.</summary>
    Shrinks,

    /// <summary>An answer is no JSON.</summary>
    Unreadable,

    /// <summary>The session is ended at the fifth chunk.</summary>
    Evicts,

    /// <summary>The connection is cut at the fifth chunk.</summary>
    Cuts,

    /// <summary>No session is free.</summary>
    Full,

    /// <summary>The upgrade and every request are refused.</summary>
    Unauthorised,

    /// <summary>It says another sample rate.</summary>
    OtherRate,

    /// <summary>It counts other chunks than came.</summary>
    Miscounts,

    /// <summary>Each answer over HTTP closes the connection.</summary>
    ClosesHttp,

    /// <summary>Requests over HTTP are answered with something else.</summary>
    OtherBody,
}
