namespace Millrace.WebSockets.Tests;

public sealed class HostPolicyTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8080", true)]
    [InlineData("localhost.:8080", true)]
    [InlineData("app.localhost:8080", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:8080", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("notlocalhost", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("localhost@evil.example", false)]
    [InlineData("localhost#.evil.example", false)]
    [InlineData("localhost?.evil.example", false)]
    [InlineData("localhost:99999", false)]
    [InlineData("", false)]
    public void A_local_server_goes_by_names_of_this_machine_and_by_addresses_only(string host, bool allowed) =>
        Assert.Equal(allowed, HostPolicy.Local.Allows(host));

    [Theory]
    [InlineData("gateway.test", true)]
    [InlineData("Gateway.TEST:443", true)]
    [InlineData("sub.gateway.test", false)]
    [InlineData("localhost", true)]
    public void A_list_adds_names_with_any_port(string host, bool allowed) =>
        Assert.Equal(allowed, new HostPolicy { Allowed = ["gateway.Test"] }.Allows(host));

    [Fact]
    public void Any_takes_every_name() => Assert.True(HostPolicy.Any.Allows("evil.example"));

    [Theory]
    [InlineData("https://gateway.test")]
    [InlineData("gateway.test:80")]
    [InlineData("")]
    public void An_entry_that_is_no_name_is_named(string entry) =>
        Assert.Contains($"'{entry}'", Assert.Single(new WebSocketServerOptions { Hosts = new() { Allowed = [entry] } }.Validate()), StringComparison.Ordinal);
}
