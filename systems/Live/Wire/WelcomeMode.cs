namespace Millrace.Live.Wire;

/// <summary>How a connection goes on after <c>welcome</c>.</summary>
public enum WelcomeMode : byte
{
    /// <summary>Go on from the page as served.</summary>
    GoOn = 0,

    /// <summary>The patches that the client has not applied follow.</summary>
    Replay = 1,

    /// <summary>The document follows.</summary>
    Document = 2,

    /// <summary>The document of a new session follows; nothing of before was kept but what components keep.</summary>
    NewSession = 3,
}
