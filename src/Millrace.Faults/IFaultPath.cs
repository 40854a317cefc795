namespace Millrace.Faults;

/// <summary>
/// The network path between clients and a target: a proxy of ours, in a process of its own, to which faults are added and from which they are taken away while
/// traffic flows.
/// </summary>
public interface IFaultPath
{
    /// <summary>What of the target it carries: <see cref="FaultScope.Tcp"/> or <see cref="FaultScope.Udp"/>.</summary>
    FaultScope Scope { get; }

    /// <summary>Puts a fault on the path; it holds when this completes. Throws <see cref="FaultException"/>.</summary>
    Task AddAsync(PathFault fault, CancellationToken cancellationToken);

    /// <summary>Takes the fault of this name away; what it kept back flows again when this completes. Throws <see cref="FaultException"/>.</summary>
    Task RemoveAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A fault on a path, in the words of the proxy's API.</summary>
/// <param name="Name">Names it on the path.</param>
/// <param name="Type">The kind, such as <c>latency</c>.</param>
/// <param name="Stream"><c>upstream</c> (towards the target), <c>downstream</c>, or <c>both</c>.</param>
/// <param name="Toxicity">The share of connections (UDP: of datagrams) that it strikes, 0 to 1.</param>
/// <param name="Attributes">The kind's own settings, by name, in the API's units.</param>
public sealed record PathFault(string Name, string Type, string Stream, double Toxicity, IReadOnlyDictionary<string, double> Attributes);
