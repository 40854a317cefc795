using System.CommandLine;
using System.Net;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;
using Millrace.Live;
using Xunit;

namespace Millrace.Cli.Tests.Serving;

public sealed class LiveReaderTests
{
    [Fact]
    public void Without_options_everything_has_the_servers_own_default() => Assert.Equivalent(new LiveOptions(), Read());

    [Fact]
    public void Every_option_reaches_the_server()
    {
        LiveOptions options = Read(
            "--host", "0.0.0.0", "--port", "8443", "--cert", "cert.pem", "--key", "key.pem", "--origin", "https://example.org", "--allowed-host", "live.example.org", "--csp", "default-src *",
            "--max-sessions", "7", "--max-per-address", "0", "--max-pending", "3", "--pending-window", "5s", "--max-detached", "4", "--resume-window", "1m", "--idle-timeout", "0",
            "--heartbeat", "9s", "--hello-timeout", "1s", "--send-timeout", "2s", "--max-session-memory", "200KiB", "--max-total-memory", "0", "--window-frames", "8", "--window-bytes", "32KiB",
            "--event-rate", "0", "--event-burst", "5", "--flood-timeout", "6s", "--max-frame", "4KiB", "--max-posts", "99", "--render-rounds", "11", "--render-nodes", "1000",
            "--state-folder", "state", "--save-delay", "2s", "--token-lifetime", "2h");

        Assert.Equal((IPAddress.Any, 8443, "cert.pem", "key.pem", "default-src *"), (options.Address, options.Port, options.TlsCertificateFile, options.TlsKeyFile, options.ContentSecurityPolicy));
        Assert.Equal(["https://example.org"], options.Origins.Allowed);
        Assert.True(options.Origins.AllowSameHost);
        Assert.Equal(["live.example.org"], options.AllowedHosts);
        Assert.Equal((7, 0, 3, 4), (options.MaxSessions, options.MaxSessionsPerAddress, options.MaxPendingSessions, options.MaxDetachedSessions));
        Assert.Equal(
            (5, 60, 0, 9, 1, 2),
            (options.PendingWindow.TotalSeconds, options.ResumeWindow.TotalSeconds, options.IdleTimeout.TotalSeconds, options.Heartbeat.TotalSeconds, options.HelloTimeout.TotalSeconds, options.SendTimeout.TotalSeconds));
        Assert.Equal((200 * 1024, 0, 8, 32 * 1024), (options.MaxSessionBytes, options.MaxTotalBytes, options.WindowFrames, options.WindowBytes));
        Assert.Equal((0, 5, 6, 4096, 99, 11, 1000), (options.EventsPerSecond, options.EventBurst, options.FloodTimeout.TotalSeconds, options.MaxFrameBytes, options.MaxPosts, options.RenderRounds, options.RenderNodes));
        Assert.Equal(("state", 2, 2), (options.StateFolder, options.SaveDelay.TotalSeconds, options.TokenLifetime.TotalHours));
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void A_star_lets_every_origin_in() => Assert.True(Read("--origin", "*").Origins.AllowAny);

    [Fact]
    public void What_cannot_be_read_is_named_with_its_option()
    {
        var knobs = new LiveKnobs();
        ValueReader values = Values(knobs, "--max-session-memory", "lots", "--window-frames", "1");
        LiveReader.Read(values, knobs);

        Assert.Equal(2, values.Complaints.Count);
    }

    private static LiveOptions Read(params string[] arguments)
    {
        var knobs = new LiveKnobs();
        ValueReader values = Values(knobs, arguments);
        LiveOptions options = LiveReader.Read(values, knobs);
        Assert.Empty(values.Complaints);
        return options;
    }

    private static ValueReader Values(LiveKnobs knobs, params string[] arguments)
    {
        var command = new Command("live");
        foreach (Option option in knobs.All)
        {
            command.Add(option);
        }

        return new ValueReader(command.Parse(arguments), "millrace serve live");
    }
}
