using System.Reflection;
using Millrace.Shards;
using Xunit.Sdk;
using Xunit.v3;

namespace Millrace.Tracker.Tests.Host;

/// <summary>Runs a theory on each kind of event loop that this system has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothKindsAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        ShardKind[] kinds = OperatingSystem.IsLinux() ? [ShardKind.Epoll, ShardKind.Portable] : [ShardKind.Portable];
        return new(kinds.Select(kind => (ITheoryDataRow)new TheoryDataRow<ShardKind>(kind)).ToArray());
    }
}
