namespace Millrace.WebSockets.Tests;

public sealed class OriginPolicyTests
{
    [Theory]
    [InlineData(null, "a.test", true)]
    [InlineData("null", "a.test", false)]
    [InlineData("https://a.test", "a.test", true)]
    [InlineData("https://A.test", "a.TEST", true)]
    [InlineData("http://a.test", "a.test:80", true)]
    [InlineData("https://a.test", "a.test:80", false)]
    [InlineData("http://a.test:8080", "a.test:8080", true)]
    [InlineData("http://a.test:8080", "a.test:8081", false)]
    [InlineData("http://[::1]:8080", "[::1]:8080", true)]
    [InlineData("http://a.test.evil", "a.test", false)]
    [InlineData("http://evil-a.test", "a.test", false)]
    [InlineData("http://a.test@evil", "evil", false)]
    [InlineData("http://a.test/", "a.test", false)]
    [InlineData("ftp://a.test", "a.test", false)]
    [InlineData("", "a.test", false)]
    [InlineData("garbage", "a.test", false)]
    public void The_default_takes_the_same_host_and_programs_only(string? origin, string host, bool allowed) =>
        Assert.Equal(allowed, OriginPolicy.Default.Allows(origin, host));

    [Theory]
    [InlineData("https://app.test", true)]
    [InlineData("https://app.test:443", true)]
    [InlineData("http://app.test", false)]
    [InlineData("https://app.test:444", false)]
    [InlineData("https://sub.app.test", false)]
    [InlineData("http://host.test", false)]
    public void A_list_compares_scheme_host_and_port(string origin, bool allowed) =>
        Assert.Equal(allowed, new OriginPolicy { Allowed = ["https://app.test"], AllowSameHost = false }.Allows(origin, "host.test"));

    [Fact]
    public void Missing_and_null_have_switches_of_their_own()
    {
        Assert.False(new OriginPolicy { AllowMissing = false }.Allows(null, "h"));
        Assert.True(new OriginPolicy { AllowNull = true }.Allows("null", "h"));
        Assert.True(OriginPolicy.Any.Allows("http://evil.test", "h"));
    }

    [Fact]
    public void An_entry_that_is_no_origin_is_named() =>
        Assert.Contains("'https://app.test/path'", Assert.Single(new WebSocketServerOptions { Origins = new() { Allowed = ["https://app.test/path"] } }.Validate()), StringComparison.Ordinal);
}
