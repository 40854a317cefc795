using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Host.Backends;

/// <summary>What the backend port tells of its connections, on its shard's thread: the switchboard, or a test's notebook.</summary>
internal interface IBackendHub
{
    /// <summary>True while what backends say could not be passed on to the clients' shards: backends are not read meanwhile.</summary>
    bool IsBehind { get; }

    /// <summary>A backend has connected and, where that is asked for, has shown the secret.</summary>
    void Joined(Backend backend, long now);

    /// <summary>A backend that had joined is gone.</summary>
    void Left(Backend backend, string why, long now);

    /// <summary>A backend that has joined asks for something.</summary>
    void Act(Backend backend, BackendAction action, long now);

    /// <summary>A line of a backend that has joined was refused; it has been counted and said. Where it was an answer, its client need not wait for another.</summary>
    void Refused(Backend backend, ReadOnlySpan<char> requestId, long now);

    /// <summary>A backend takes bytes again, having been congested.</summary>
    void Drained(Backend backend);

    /// <summary>Time has passed.</summary>
    void Tick(long now);
}
