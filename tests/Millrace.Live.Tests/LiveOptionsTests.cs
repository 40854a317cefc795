using Millrace.WebSockets;

namespace Millrace.Live.Tests;

public sealed class LiveOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new LiveOptions().Validate());

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        LiveOptions options = new()
        {
            Port = -1,
            TlsKeyFile = "key.pem",
            Origins = new OriginPolicy { Allowed = ["example.org/path"] },
            AllowedHosts = ["https://example.org"],
            MaxSessions = 0,
            MaxSessionsPerAddress = -1,
            MaxPendingSessions = 0,
            MaxDetachedSessions = -1,
            MaxSessionBytes = 1,
            MaxTotalBytes = 1,
            ResumeWindow = TimeSpan.FromDays(2),
            PendingWindow = TimeSpan.Zero,
            IdleTimeout = TimeSpan.FromMilliseconds(1),
            Heartbeat = TimeSpan.Zero,
            HelloTimeout = TimeSpan.Zero,
            SendTimeout = TimeSpan.Zero,
            WindowFrames = 1,
            WindowBytes = 1,
            EventsPerSecond = -1,
            EventBurst = 0,
            FloodTimeout = TimeSpan.Zero,
            MaxFrameBytes = 1,
            MaxPosts = 1,
            RenderRounds = 1,
            RenderNodes = 1,
            StateFolder = " ",
            SaveDelay = TimeSpan.Zero,
            TokenLifetime = TimeSpan.Zero,
            ContentSecurityPolicy = "a\nb",
        };

        IReadOnlyList<string> errors = options.Validate();
        Assert.Equal(29, errors.Count);
        Assert.All(errors, error => Assert.EndsWith(".", error, StringComparison.Ordinal));
    }

    [Fact]
    public void No_limit_is_written_as_zero() => Assert.Empty(new LiveOptions { MaxSessionBytes = 0, MaxTotalBytes = 0, EventsPerSecond = 0, MaxSessionsPerAddress = 0, IdleTimeout = TimeSpan.Zero }.Validate());
}
