using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Millrace.Tracker.Tests.Host.Answering;

/// <summary>Runs a theory for a client of IPv4, false, and one of IPv6, true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothFamiliesAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<bool>(false), new TheoryDataRow<bool>(true)]);
}
