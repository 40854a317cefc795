using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests;

public sealed class ProtocolTests
{
    [Fact]
    public void A_sample_has_two_bytes() => Assert.Equal(sizeof(short), SpeechProtocol.BytesPerSample);
}
