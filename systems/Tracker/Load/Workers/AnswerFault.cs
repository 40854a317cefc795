namespace Millrace.Tracker.Load.Workers;

/// <summary>What is wrong with an answer that says that all is well.</summary>
internal enum AnswerFault : byte
{
    None,

    /// <summary>It answers another kind of request.</summary>
    WrongAction,

    /// <summary>Its length is none that such an answer can have.</summary>
    WrongSize,

    /// <summary>It has more peers than were asked for.</summary>
    TooManyPeers,

    /// <summary>A peer in it takes no part in the swarm.</summary>
    ForeignPeers,

    /// <summary>It says to announce again at once.</summary>
    NoInterval,
}
