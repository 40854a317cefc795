namespace Millrace.Tracker.Tests.Load;

/// <summary>What a scripted tracker does with a request.</summary>
internal enum Treatment
{
    Answer,
    Swallow,
    Twice,

    /// <summary>Keeps the answer until the same worker asks again, and sends both.</summary>
    AfterTheNext,
    WrongTransaction,
    WrongAction,
    OneByteShort,
    OneByteLong,
    ForeignPeer,
    TooManyPeers,
    NoInterval,

    /// <summary>Answers with the head alone.</summary>
    OnlyTheHead,
    RejectId,
    UnclearError,

    /// <summary>Answers, and sends nonsense beside it.</summary>
    WithGarbage,

    /// <summary>Forgets every id that it has given, and rejects this one.</summary>
    ForgetIds,

    /// <summary>Forgets every id that it has given, and says nothing to them any more.</summary>
    ForgetIdsInSilence,
}
