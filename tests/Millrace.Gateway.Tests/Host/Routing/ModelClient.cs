using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>What a run of the model knows of one connection: what it said, and of a tracked one what its program has received.</summary>
internal sealed class ModelClient(Session session, int number, ModelIdentity? identity)
{
    public Session Session => session;

    public int Number => number;

    /// <summary>The program behind the connection, where it asks for recovery: the same one over many connections.</summary>
    public ModelIdentity? Identity => identity;

    /// <summary>Messages said while it was connected, as the switchboard was told.</summary>
    public int Said { get; set; }

    public bool WasOpened { get; set; }

    public bool IsGone { get; set; }

    public bool IsLive => session.State is SessionState.Accepted or SessionState.Open or SessionState.Detached;

    public bool IsOpen => session.State == SessionState.Open && !IsGone;
}
