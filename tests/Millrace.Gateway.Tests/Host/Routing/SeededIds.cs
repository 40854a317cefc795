using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>Ids that are the same in every run with the same seed.</summary>
internal sealed class SeededIds(int seed) : IdSource
{
    private readonly Random _random = new(seed);

    public override void Fill(Span<byte> target) => _random.NextBytes(target);
}
