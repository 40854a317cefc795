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
    public void What_is_wrong_about_backends_rooms_and_queues_is_told_too()
    {
        GatewayOptions options = new()
        {
            MaxQueuedTotalBytes = 1,
            MaxRooms = 0,
            MaxRoomsPerClient = 0,
            RecoveryWindow = TimeSpan.FromDays(2),
            Backends = new()
            {
                Address = System.Net.IPAddress.Any,
                Port = 70_000,
                MaxBackends = 0,
                MaxLineBytes = 10,
                RequestTimeout = TimeSpan.Zero,
                Wait = TimeSpan.FromSeconds(-1),
                QueueSize = -1,
                KeyFile = "key.pem",
            },
        };

        Assert.Equal(
            [
                "The limit of bytes that wait for all clients is 1 bytes; it must be between 1048576 and 1099511627776.",
                "The limit of rooms is 0; it must be between 1 and 100000000.",
                "The limit of rooms of one client is 0; it must be between 1 and 1000000.",
                "The recovery window is 172800 s; it must be between 0 and 86400 s.",
                "The backend port is 70000; it must be between 0 and 65535.",
                "The limit of backends is 0; it must be between 1 and 10000.",
                "The longest line of a backend is 10 bytes; it must be between 1024 and 268435456.",
                "The request timeout is 0 s; it must be between 0.01 and 600 s.",
                "The wait for a backend is -1 s; it must be between 0 and 600 s.",
                "The queue of events is -1; it must be between 0 and 1000000.",
                "Backends would connect to 0.0.0.0 without a secret: whoever reaches that address could read clients' messages and write to them. Give a secret, or say that the address is open.",
                "A TLS key for backends is given without a certificate; give both, or neither for plain TCP.",
            ],
            options.Validate());
    }

    [Fact]
    public void Every_network_is_for_backends_with_a_secret_or_where_that_is_said()
    {
        GatewayBackendOptions every = new() { Address = System.Net.IPAddress.Any };

        Assert.Empty(new GatewayOptions { Backends = every with { IsOpen = true } }.Validate());
        Assert.Empty(new GatewayOptions { Backends = every with { Secret = "correct horse" } }.Validate());
        Assert.Empty(new GatewayOptions { Backends = every with { SecretFile = "secret" } }.Validate());
        Assert.Single(new GatewayOptions { Backends = every with { Secret = "horse" } }.Validate());
        Assert.Single(new GatewayOptions { Backends = every with { Secret = "correct horse", SecretFile = "secret" } }.Validate());
    }

    [Fact]
    public void What_a_client_may_say_fits_into_a_line_of_a_backend_but_an_echo_has_none()
    {
        GatewayOptions options = new() { MaxMessageBytes = 8 * 1024 * 1024, MaxSendQueueBytes = 9 * 1024 * 1024 };

        Assert.Equal(
            "The longest line of a backend, 8388608 bytes, has no room for the largest message of 8388608 bytes and 65536 bytes around it: give it 8454144 bytes or more, better eight times the message, or lower the largest message.",
            Assert.Single(options.Validate()));
        Assert.Empty(options.ValidateEcho());
        Assert.Empty(new GatewayOptions { MaxMessageBytes = (8 * 1024 * 1024) - (64 * 1024), MaxSendQueueBytes = 9 * 1024 * 1024 }.Validate());
    }

    [Fact]
    public void The_secret_is_not_written_where_options_are()
    {
        GatewayOptions options = new() { Backends = new() { Secret = "correct horse", MaxBackends = 77 } };

        Assert.DoesNotContain("horse", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("Secret = hidden, ", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("MaxBackends = 77", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("Secret = none, ", new GatewayBackendOptions().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ping_interval_of_null_never_pings_and_is_valid() =>
        Assert.Empty(new GatewayOptions { PingInterval = null }.Validate());
}
