namespace Millrace.Gateway.Load.Rooms;

/// <summary>How a member's copy of a message stands to those before it.</summary>
internal enum CopyOrder
{
    /// <summary>The one after the last.</summary>
    Next,

    /// <summary>A later one: what lies between is missing so far.</summary>
    Gap,

    /// <summary>One that was missing, after later ones: out of order.</summary>
    Reordered,

    /// <summary>One that came before.</summary>
    Duplicate,

    /// <summary>From before the member joined: it owes nobody an account.</summary>
    Early,
}
