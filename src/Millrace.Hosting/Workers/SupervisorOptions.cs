using System.Net;
using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Workers;

/// <summary>What a <see cref="Supervisor"/> starts.</summary>
public sealed record SupervisorOptions
{
    /// <summary>The system's name as typed after <c>millrace serve</c>.</summary>
    public required string System { get; init; }

    /// <summary>How many workers, from 2.</summary>
    public required int Count { get; init; }

    /// <summary>Where all of them listen; port 0 takes a free one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>How one is started.</summary>
    public required WorkerCommand Command { get; init; }

    /// <summary>Hands SIGHUP on to the workers, where they take it. Default: no, and the signal ends the process.</summary>
    public bool PassesHangups { get; init; }

    /// <summary>Further pages of the admin endpoint, that ask the workers. Default: none.</summary>
    public Func<WorkerLine, IReadOnlyList<AdminPage>> Pages { get; init; } = static _ => [];
}
