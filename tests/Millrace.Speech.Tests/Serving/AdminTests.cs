using System.Text;
using System.Text.Json;
using Millrace.Hosting.Admin;

namespace Millrace.Speech.Tests.Serving;

public sealed class AdminTests
{
    [Fact(Timeout = 120_000)]
    public async Task The_statistics_tell_sessions_traffic_and_where_the_time_of_a_chunk_goes()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SpeakAsync();
        // The last reply arrives before its time is recorded.
        await Millrace.Testing.Eventually.TrueAsync(() => server.Engine.Stages.Of(Host.Metrics.Stage.Total).Count == 50, "The record of all chunks");
        JsonElement stats = JsonDocument.Parse(await AskAsync(server, "/stats.json")).RootElement;

        Assert.Equal(1, stats.GetProperty("sessions").GetProperty("taken").GetInt32());
        Assert.Equal(1, stats.GetProperty("sessions").GetProperty("active").GetInt32());
        Assert.Equal(50, stats.GetProperty("traffic").GetProperty("chunks").GetInt32());
        Assert.Equal(1000, stats.GetProperty("traffic").GetProperty("audioMs").GetDouble());
        JsonElement latency = stats.GetProperty("latency");
        foreach (string stage in (string[])["voice", "queueing", "recogniser", "reply", "total"])
        {
            Assert.Equal(50, latency.GetProperty(stage).GetProperty("count").GetInt32());
        }

        Assert.InRange(latency.GetProperty("recogniser").GetProperty("p50Ms").GetDouble(), 0.99, 1.04);
        Assert.Contains("recogniser", await AskAsync(server, "/stats"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Sessions_are_listed_and_one_can_be_ended()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest silent = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SpeakAsync();
        JsonElement list = JsonDocument.Parse(await AskAsync(server, "/sessions", ("state", "active"))).RootElement;

        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal(talker.SessionId, list.GetProperty("sessions")[0].GetProperty("id").GetString());
        Assert.Contains("true", await AskAsync(server, "/sessions/end", ("id", talker.SessionId)), StringComparison.Ordinal);
        await talker.ExpectErrorAsync("SESSION_CLOSING");
        await Assert.ThrowsAsync<AdminQueryException>(() => AskAsync(server, "/sessions", ("state", "asleep")));
        await Assert.ThrowsAsync<AdminQueryException>(() => AskAsync(server, "/sessions/end", ("id", "7")));
    }

    private static async Task<string> AskAsync(ServerInTest server, string path, params (string Name, string Value)[] query)
    {
        AdminPage page = server.Server.AdminPages.Single(page => page.Path == path);
        using MemoryStream body = new();
        await page.WriteAsync(new AdminQuery(query.ToDictionary(pair => pair.Name, pair => pair.Value)), body, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
