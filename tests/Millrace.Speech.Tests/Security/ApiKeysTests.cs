using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Hosting;
using Millrace.Speech.Host.Security;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Security;

public sealed class ApiKeysTests
{
    private const string Key = "0123456789abcdef";
    private const string Other = "fedcba9876543210-and.more";

    private readonly ApiKeys _keys = ApiKeys.Of(Key, Other);

    [Theory]
    [InlineData(Key, true)]
    [InlineData(Other, true)]
    [InlineData("0123456789abcdeF", false)]
    [InlineData("0123456789abcde", false)]
    [InlineData("0123456789abcdef ", false)]
    [InlineData("", false)]
    public void A_key_is_known_exactly(string key, bool isKnown) => Assert.Equal(isKnown, _keys.Know(key));

    [Fact]
    public void A_key_beyond_any_length_is_not_even_hashed() => Assert.False(_keys.Know(new string('a', 1_000_000)));

    [Theory]
    [InlineData("Authorization", "Bearer " + Key, true)]
    [InlineData("Authorization", "bearer " + Other, true)]
    [InlineData("Authorization", "Token " + Key, true)]
    [InlineData("X-API-Key", Key, true)]
    [InlineData("Authorization", "Basic " + Key, false)]
    [InlineData("Authorization", Key, false)]
    [InlineData("Authorization", "Bearer", false)]
    [InlineData("Authorization", "Bearer wrong", false)]
    [InlineData("X-API-Key", "wrong", false)]
    [InlineData("Sec-WebSocket-Protocol", "token, " + Key, false)]
    [InlineData("Api-Key", Key, false)]
    public void A_key_comes_by_its_headers(string header, string value, bool isAllowed)
    {
        DefaultHttpContext http = new();
        http.Request.Headers[header] = value;

        Assert.Equal(isAllowed, _keys.Allow(http));
    }

    [Theory]
    [InlineData("token, " + Key, true)]
    [InlineData("token", false)]
    [InlineData(Key, false)]
    [InlineData(Key + ", token", false)]
    [InlineData("token, wrong", false)]
    public void A_browser_brings_its_key_as_a_subprotocol(string protocols, bool isAllowed)
    {
        DefaultHttpContext http = new();
        http.Features.Set<IHttpWebSocketFeature>(new Upgrade());
        http.Request.Headers.SecWebSocketProtocol = protocols;

        Assert.Equal(isAllowed, _keys.Allow(http));
    }

    [Fact]
    public void A_key_in_the_query_does_not_count()
    {
        DefaultHttpContext http = new();
        http.Request.QueryString = new QueryString("?key=" + Key + "&token=" + Key + "&api_key=" + Key);

        Assert.False(_keys.Allow(http));
    }

    [Fact]
    public void A_file_has_a_key_a_line()
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "keys");
        File.WriteAllText(path, $"# for the tests\n\n{Key}\r\n  {Other}  \n");

        ApiKeys keys = ApiKeys.OfFile(path)!;

        Assert.Equal(2, keys.Count);
        Assert.True(keys.Know(Key));
        Assert.True(keys.Know(Other));
    }

    [Theory]
    [InlineData("", "holds no key")]
    [InlineData("# nothing\n", "holds no key")]
    [InlineData(Key + "\nshort\n", "Line 2")]
    [InlineData("with a space in it", "Line 1")]
    public void A_file_that_holds_no_keys_keeps_the_server_from_starting(string text, string said)
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "keys");
        File.WriteAllText(path, text);

        string message = Assert.Throws<ServerStartException>(() => ApiKeys.OfFile(path)).Message;

        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_keeps_the_server_from_starting()
    {
        using TempFolder folder = new();

        Assert.Contains("cannot be read", Assert.Throws<ServerStartException>(() => ApiKeys.OfFile(Path.Combine(folder.Path, "none"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_read_again_has_the_keys_it_has_now()
    {
        using TempFolder folder = new();
        ApiKeys keys = ApiKeys.OfFile(folder.Write("keys", Key))!;
        folder.Write("keys", Other);

        keys.Reload(NullLogger.Instance);

        Assert.True(keys.Know(Other));
        Assert.False(keys.Know(Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    public void A_file_that_holds_no_keys_any_more_leaves_those_that_were_read_before(string text)
    {
        using TempFolder folder = new();
        ApiKeys keys = ApiKeys.OfFile(folder.Write("keys", Key))!;
        folder.Write("keys", text);

        keys.Reload(NullLogger.Instance);

        Assert.True(keys.Know(Key));
    }

    [Fact]
    public void Without_a_file_there_are_no_keys() => Assert.Null(ApiKeys.OfFile(null));

    private sealed class Upgrade : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => throw new NotSupportedException();
    }
}
