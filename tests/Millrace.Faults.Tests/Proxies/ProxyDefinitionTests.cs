using Millrace.Testing;
using Xunit;

namespace Millrace.Faults.Tests.Proxies;

public class ProxyDefinitionTests
{
    [Theory]
    [InlineData("rabbit=127.0.0.1:0>127.0.0.1:5672", "rabbit", "127.0.0.1:0", "127.0.0.1:5672", FaultScope.Tcp)]
    [InlineData(" a = :80 > host.example:81 ", "a", ":80", "host.example:81", FaultScope.Tcp)]
    [InlineData("u=udp://[::1]:0>udp://[::1]:6969", "u", "udp://[::1]:0", "udp://[::1]:6969", FaultScope.Udp)]
    public void A_proxy_in_one_word_is_read(string text, string name, string listen, string upstream, FaultScope scope)
    {
        ProxyDefinition read = ProxyDefinition.Parse(text);
        Assert.Equal((name, listen, upstream, scope), (read.Name, read.Listen, read.Upstream, read.Scope));
    }

    [Theory]
    [InlineData("", "write NAME=LISTEN>UPSTREAM")]
    [InlineData("a=b", "write NAME=LISTEN>UPSTREAM")]
    [InlineData("=1:2>3:4", "write NAME=LISTEN>UPSTREAM")]
    [InlineData("a=127.0.0.1:0>127.0.0.1:0", "nobody can be reached at port 0")]
    [InlineData("a=127.0.0.1>127.0.0.1:5", "has no port")]
    [InlineData("a=127.0.0.1:x>127.0.0.1:5", "is no port")]
    [InlineData("a=127.0.0.1:0>:5", "has no host")]
    [InlineData("a=127.0.0.1:0>::1:5", "stands in brackets")]
    [InlineData("a=udp://127.0.0.1:0>127.0.0.1:5", "both must be TCP, or both UDP")]
    [InlineData("a/b=127.0.0.1:0>127.0.0.1:5", "neither '/' nor control characters")]
    public void What_is_wrong_with_one_is_said(string text, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => ProxyDefinition.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_say_all_that_is_wrong_at_once()
    {
        ProxyDefinition twice = new("x", "127.0.0.1:0", "127.0.0.1:1");
        FaultProxyOptions wrong = new() { Shards = 0, MaxConnections = 0, MaxHeldBytes = 1, ConnectTimeout = TimeSpan.Zero, Proxies = [twice, twice, twice with { Name = "api" }] };
        Assert.Equal(6, wrong.Validate().Count);
        Assert.Empty(new FaultProxyOptions { Proxies = [twice] }.Validate());
    }

    [Fact]
    public void A_file_of_proxies_with_their_toxics_is_read_and_its_errors_name_it()
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "proxies.json");
        File.WriteAllText(path, """[{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:9","toxics":[{"type":"latency","attributes":{"latency":5}}]}]""");
        ProxyDefinition read = Assert.Single(ProxyConfigFile.Read(path));
        Assert.Equal("latency_downstream", Assert.Single(read.Faults).Name);
        File.WriteAllText(path, """[{"name":"a","upstream":"127.0.0.1:9","toxics":[{"type":"latency","attributes":{"late":5}}]}]""");
        string message = Assert.Throws<FormatException>(() => ProxyConfigFile.Read(path)).Message;
        Assert.Contains("proxies.json: latency has no attribute 'late'", message, StringComparison.Ordinal);
    }
}
