using System.Text.Json;
using Millrace.Hosting.Admin;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Serving;

public sealed class AdminTests
{
    [Fact(Timeout = 120_000)]
    public async Task The_statistics_say_what_a_load_asks_for()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxSessionBytes = 200 * 1024, MaxTotalBytes = 0 });
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAndSeeAsync();
        using JsonDocument stats = JsonDocument.Parse(await PageAsync(server, "/stats.json"));
        JsonElement root = stats.RootElement;

        Assert.Equal(1, root.GetProperty("sessionMemory").GetProperty("activeSessions").GetInt32());
        Assert.True(root.GetProperty("sessionMemory").GetProperty("totalBytes").GetInt64() > 1000);
        Assert.True(root.GetProperty("sessionMemory").GetProperty("perSessionBytes").GetInt64() > 1000);
        Assert.Equal(200 * 1024, root.GetProperty("limits").GetProperty("maxMemoryPerSessionBytes").GetInt64());
        Assert.Equal(0, root.GetProperty("limits").GetProperty("maxTotalMemoryBytes").GetInt64());
        Assert.Equal(0, root.GetProperty("evictions").GetProperty("session_memory").GetInt64());
        Assert.Equal(0, root.GetProperty("refused").GetProperty("token_forged").GetInt64());
        Assert.Equal(1, root.GetProperty("resumes").GetProperty("document").GetInt64());
        Assert.Equal(1, root.GetProperty("traffic").GetProperty("events").GetInt64());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_page_for_people_is_whole()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        string html = await PageAsync(server, "/stats");

        Assert.Contains("<td>attached</td><td>0</td>", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Sessions_are_listed_with_their_memory_and_can_be_ended()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await using BrowserInTest pending = await server.LoadAsync();
        using JsonDocument list = JsonDocument.Parse(await PageAsync(server, "/sessions", ("state", "attached"), ("limit", "5")));
        JsonElement row = Assert.Single(list.RootElement.GetProperty("sessions").EnumerateArray());
        Assert.Equal("attached", row.GetProperty("state").GetString());
        Assert.Equal("/", row.GetProperty("page").GetString());
        Assert.True(row.GetProperty("bytes").GetInt64() > 1000);

        Assert.Contains("true", await PageAsync(server, "/sessions/end", ("id", row.GetProperty("id").GetString()!)), StringComparison.Ordinal);
        await browser.UntilClosedAsync();
        Assert.Equal(GoodbyeReason.Operator, browser.Goodbye!.Value.Reason);
        Assert.Contains("false", await PageAsync(server, "/sessions/end", ("id", new string('0', 32))), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("/sessions", "state", "odd")]
    [InlineData("/sessions", "limit", "0")]
    [InlineData("/sessions/end", "id", "x")]
    public async Task A_wrong_parameter_is_told(string path, string name, string value)
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await Assert.ThrowsAsync<AdminQueryException>(() => PageAsync(server, path, (name, value)));
    }

    private static async Task<string> PageAsync(ServerInTest server, string path, params (string Name, string Value)[] parameters)
    {
        AdminPage page = server.Server.AdminPages.Single(each => each.Path == path);
        using MemoryStream body = new();
        await page.WriteAsync(new AdminQuery(parameters.ToDictionary(each => each.Name, each => each.Value)), body, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }
}
