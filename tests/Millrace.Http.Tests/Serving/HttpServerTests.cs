using System.Net;
using Millrace.Http.Host;
using Millrace.Http.Tests.Load;

namespace Millrace.Http.Tests.Serving;

public sealed class HttpServerTests
{
    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/bytes/1000", 200)]
    [InlineData("GET", "/bytes/1001", 400)]
    [InlineData("GET", "/bytes/-1", 400)]
    [InlineData("GET", "/bytes/x", 400)]
    [InlineData("GET", "/delay/0", 200)]
    [InlineData("GET", "/delay/101", 400)]
    [InlineData("GET", "/status/503", 503)]
    [InlineData("GET", "/status/199", 400)]
    [InlineData("GET", "/status/600", 400)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/echo", 405)]
    [InlineData("PUT", "/", 405)]
    public async Task Each_path_is_answered_within_its_bounds(string method, string path, int status)
    {
        (HttpServer server, Uri url) = await Scenarios.ServeAsync(new HttpOptions { MaxBytes = 1000, MaxDelay = TimeSpan.FromMilliseconds(100) });
        await using HttpServer _ = server;
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url, path));
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task An_echo_is_what_was_sent_up_to_its_limit()
    {
        (HttpServer server, Uri url) = await Scenarios.ServeAsync(new HttpOptions { MaxEchoBytes = 5 });
        await using HttpServer _ = server;
        using var client = new HttpClient();
        using var five = new StringContent("12345");
        using var six = new StringContent("123456");
        using HttpResponseMessage echo = await client.PostAsync(new Uri(url, "/echo"), five, TestContext.Current.CancellationToken);
        using HttpResponseMessage refused = await client.PostAsync(new Uri(url, "/echo"), six, TestContext.Current.CancellationToken);

        Assert.Equal("12345", await echo.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    [Fact]
    public void Options_out_of_their_range_are_all_named() => Assert.Equal(
        6,
        new HttpOptions { Port = 70000, MaxConnections = 0, MaxBytes = -1, MaxEchoBytes = -1, MaxDelay = TimeSpan.FromHours(1), TlsKeyFile = "key.pem" }.Validate().Count);
}
