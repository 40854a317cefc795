namespace Millrace.Engine.Clients;

/// <summary>Who hears what happens to a client's operations and connection.</summary>
internal interface IStepListener
{
    /// <summary>An operation no longer occupies the client.</summary>
    void OnFreed(long now);

    /// <summary>The client's connection is gone.</summary>
    void OnDisconnected(string kind);
}
