using Millrace.Live.Wire;

namespace Millrace.Live.Tests;

public sealed class ProtocolTests
{
    [Fact]
    public void The_subprotocol_bears_the_version() => Assert.EndsWith($".{LiveProtocol.Version}", LiveProtocol.Subprotocol, StringComparison.Ordinal);
}
