using System.Net;
using Millrace.Tracker.Host;

namespace Millrace.Tracker.Tests.Host;

public sealed class TrackerOptionsTests
{
    private static readonly TrackerOptions s_defaults = new();

    public static TheoryData<string, string> Wrongs => new()
    {
        { "neither", "The tracker has neither an IPv4 nor an IPv6 address to listen on; give one of them." },
        { "families", "The IPv4 address is ::1, which is none; give one such as 0.0.0.0, and an IPv6 address as that." },
        { "public", "The tracker is public, so it answers nobody on this machine, and listens on this machine only. Give an address such as 0.0.0.0, or do not make it public." },
        { "port", "The port is 65536; it must be between 0 and 65535." },
        { "interval", "The interval is 9 s; it must be between 10 and 43200 s." },
        { "jitter", "The jitter of the interval is 0.6; it must be between 0 and 0.5 (half of the interval)." },
        { "no jitter", "The jitter of the interval is NaN; it must be between 0 and 0.5 (half of the interval)." },
        { "age", "The peer age is 990 s; it must be longer than the longest interval between announces, 990 s, and at most 86400 s." },
        { "default peers", "The default number of peers in an answer is 51; it must be between 1 and 50." },
        { "rate", "The limit of connects a second is 0.01; it must be between 0.1 and 1000000, or 0 for no limit." },
        { "secret", "The secret has 15 bytes; it must have 16 to 1024, such as those of `openssl rand -hex 32`." },
        { "two secrets", "The secret is given both itself and by a file; choose one." },
        { "empty path", "The file of the allow list has an empty name; give a path, or leave it out." },
        { "same path", $"'{Path.GetFullPath("list")}' is given as the file of the allow list and of the deny list; each needs a file of its own." },
        { "buffer", "The receive buffer is 1 bytes; it must be between 65536 and 1073741824." },
    };

    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(s_defaults.Validate());

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void A_wrong_value_is_named_with_what_is_right(string what, string error) => Assert.Equal([error], Wrong(what).Validate());

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        IReadOnlyList<string> errors = (s_defaults with { Port = -1, Shards = 2000, MaxPeers = 0, MaxScrape = 101, MaxSwarms = 0 }).Validate();

        Assert.Equal(5, errors.Count);
    }

    [Fact]
    public void A_peer_is_kept_for_two_intervals_unless_said_otherwise()
    {
        Assert.Equal(TimeSpan.FromMinutes(30), s_defaults.ToSwarmLimits().PeerAge);
        Assert.Equal(TimeSpan.FromMinutes(20), (s_defaults with { PeerAge = TimeSpan.FromMinutes(20) }).ToSwarmLimits().PeerAge);
    }

    private static TrackerOptions Wrong(string what) => what switch
    {
        "neither" => s_defaults with { Address = null, AddressIPv6 = null },
        "families" => s_defaults with { Address = IPAddress.IPv6Loopback },
        "public" => s_defaults with { IsPublic = true },
        "port" => s_defaults with { Port = 65536 },
        "interval" => s_defaults with { Interval = TimeSpan.FromSeconds(9) },
        "jitter" => s_defaults with { IntervalJitter = 0.6 },
        "no jitter" => s_defaults with { IntervalJitter = double.NaN },
        "age" => s_defaults with { PeerAge = TimeSpan.FromSeconds(990) },
        "default peers" => s_defaults with { DefaultPeers = 51, MaxPeers = 50 },
        "rate" => s_defaults with { ConnectRate = 0.01 },
        "secret" => s_defaults with { Secret = new byte[15] },
        "two secrets" => s_defaults with { Secret = new byte[16], SecretFile = "secret" },
        "empty path" => s_defaults with { AllowList = " " },
        "same path" => s_defaults with { AllowList = "list", DenyList = "./list" },
        _ => s_defaults with { ReceiveBufferBytes = 1 },
    };
}
