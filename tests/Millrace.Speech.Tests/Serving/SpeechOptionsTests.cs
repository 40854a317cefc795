using System.Net;
using Millrace.WebSockets;

namespace Millrace.Speech.Tests.Serving;

public sealed class SpeechOptionsTests
{
    [Fact]
    public void Defaults_are_good() => Assert.Empty(new SpeechOptions().Validate());

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        SpeechOptions options = new()
        {
            Port = -1,
            TlsKeyFile = "key.pem",
            Origins = new OriginPolicy { Allowed = ["example.org"] },
            AllowedHosts = ["https://example.org"],
            SampleRate = 44_100,
            VadAggressiveness = 4,
            VadFrameMs = 25,
            Endpointing = TimeSpan.Zero,
            LongestUtterance = TimeSpan.Zero,
            MaxSessions = 0,
            MaxSessionsPerAddress = -1,
            MaxConnections = -1,
            IdleTimeout = TimeSpan.Zero,
            InitialSpeechTimeout = TimeSpan.Zero,
            MaxSessionLength = TimeSpan.FromMilliseconds(1),
            CleanupInterval = TimeSpan.Zero,
            MaxBacklog = TimeSpan.Zero,
            MaxBacklogChunks = 1,
            MaxChunkBytes = 1,
            MaxBodyBytes = 1,
            SendTimeout = TimeSpan.Zero,
            PingInterval = TimeSpan.FromMilliseconds(1),
            PingTimeout = TimeSpan.Zero,
            RecogniserTimeout = TimeSpan.Zero,
            ContentSecurityPolicy = "a\r\nb",
        };
        IReadOnlyList<string> errors = options.Validate();

        Assert.Equal(25, errors.Count);
        Assert.All(errors, error => Assert.EndsWith(".", error, StringComparison.Ordinal));
        Assert.Contains("The sample rate is 44100; it must be one of 8000, 16000, 32000, 48000.", errors);
    }

    [Fact]
    public void Names_are_checked_on_loopback_and_wherever_one_is_listed()
    {
        Assert.False(new SpeechOptions().ToHostPolicy().Allows("evil.example"));
        Assert.True(new SpeechOptions().ToHostPolicy().Allows("localhost:8001"));
        Assert.True(new SpeechOptions { Address = IPAddress.Any }.ToHostPolicy().AllowAny);
        Assert.True(new SpeechOptions { Origins = OriginPolicy.Any }.ToHostPolicy().AllowAny);
        Assert.True(new SpeechOptions { Origins = new OriginPolicy { Allowed = ["https://talk.example"] } }.ToHostPolicy().Allows("talk.example"));
        Assert.False(new SpeechOptions { Address = IPAddress.Any, AllowedHosts = ["speech.example"] }.ToHostPolicy().Allows("evil.example"));
    }
}
