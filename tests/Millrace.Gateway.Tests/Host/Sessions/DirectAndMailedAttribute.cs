using System.Reflection;
using Millrace.Shards;
using Xunit.Sdk;
using Xunit.v3;

namespace Millrace.Gateway.Tests.Host.Sessions;

/// <summary>Runs a theory on each kind of event loop, with one shard (the switchboard is called) and with three (two of them send it mail).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DirectAndMailedAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        // Other systems cannot share a port between listeners.
        IEnumerable<(ShardKind Kind, int Shards)> rows = OperatingSystem.IsLinux()
            ? [(ShardKind.Epoll, 1), (ShardKind.Epoll, 3), (ShardKind.Portable, 1), (ShardKind.Portable, 3)]
            : [(ShardKind.Portable, 1)];
        return new(rows.Select(row => (ITheoryDataRow)new TheoryDataRow<ShardKind, int>(row.Kind, row.Shards)).ToArray());
    }
}
