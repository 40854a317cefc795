using Millrace.Gateway.Host;

namespace Millrace.Gateway.Tests.Host;

public sealed class GatewayOptionsTests
{
    [Fact]
    public void Defaults_are_valid() => Assert.Empty(new GatewayOptions().Validate());

    [Fact]
    public void All_errors_are_told_at_once_with_value_and_range()
    {
        GatewayOptions options = new()
        {
            Port = -1,
            Shards = 2000,
            PathPrefix = "ws",
            MaxMessageBytes = 1000,
            MaxSendQueueBytes = 1000,
            SendTimeout = TimeSpan.Zero,
            PingInterval = TimeSpan.FromMilliseconds(1),
            AllowedOrigins = ["https://example.org", "example.org", "*"],
            AllowedHosts = ["gateway.test", "https://gateway.test"],
            Subprotocols = ["good", "not good"],
            KeyFile = "key.pem",
        };

        Assert.Equal(
            [
                "The port is -1; it must be between 0 and 65535.",
                "The number of shards is 2000; it must be between 0 and 1024.",
                "The send timeout is 0 s; it must be between 0.01 and 3600 s.",
                "The ping interval is 0.001 s; it must be between 0.1 and 86400 s.",
                "The send queue of 1000 bytes has no room for the largest message of 1000 bytes: give it 1014 bytes or more, or lower the largest message.",
                "The path prefix is 'ws'; it begins and ends with a slash and holds neither blanks nor ? nor #, such as /ws/.",
                "The origin 'example.org' is none; write scheme://host or scheme://host:port without a path, or * for all.",
                "The host 'https://gateway.test' is no host name; write it without scheme and port, such as gateway.example.org.",
                "The subprotocol 'not good' is no token: use letters, digits and !#$%&'*+-.^_`|~ only.",
                "A TLS key is given without a certificate; give both, or neither for plain ws.",
            ],
            options.Validate());
    }

    [Fact]
    public void A_ping_interval_of_null_never_pings_and_is_valid() =>
        Assert.Empty(new GatewayOptions { PingInterval = null }.Validate());
}
