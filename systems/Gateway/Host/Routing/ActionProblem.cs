namespace Millrace.Gateway.Host.Routing;

/// <summary>Why an action of a backend was not done although its line was right.</summary>
internal enum ActionProblem
{
    /// <summary>No client has this id.</summary>
    UnknownConnection,

    /// <summary>No client is in this room.</summary>
    UnknownRoom,

    /// <summary>A join beyond the limit of rooms, or of rooms of one client.</summary>
    TooManyRooms,

    /// <summary>An answer to no question that this backend has: late, given twice, or another's.</summary>
    StrayAnswer,

    /// <summary>An answer with more metadata than is kept for a client.</summary>
    MetadataTooLarge,

    /// <summary>An acknowledgement of an event that has not been sent.</summary>
    UnknownEvent,

    /// <summary>An action that this version does not know.</summary>
    UnknownAction,
}
