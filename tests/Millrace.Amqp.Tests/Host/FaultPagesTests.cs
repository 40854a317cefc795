using System.Text;
using System.Text.Json;
using Millrace.Amqp.Wire.Methods;
using Millrace.Hosting.Admin;

namespace Millrace.Amqp.Tests.Host;

public sealed class FaultPagesTests
{
    [Fact]
    public async Task Faults_are_turned_on_and_off_from_outside_and_what_is_not_given_stays()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        Assert.Equal((false, 0, 0, 0, false), Read(await AskAsync(test, "/faults")));
        Assert.Equal((true, 200, 0, 0, false), Read(await AskAsync(test, "/faults", ("blocked", "true"), ("confirmDelayMs", "200"))));
        Assert.False(test.Broker.Health.IsReady);
        Assert.Equal((true, 200, 3, 4, true), Read(await AskAsync(test, "/faults", ("nackEvery", "3"), ("dropConfirmsEvery", "4"), ("stopHeartbeats", "true"))));
        Assert.Equal(TimeSpan.FromMilliseconds(200), test.Broker.Faults.Confirms.Delay);
        Assert.Equal((false, 0, 3, 4, true), Read(await AskAsync(test, "/faults", ("blocked", "false"), ("confirmDelayMs", "0"))));
        Assert.True(test.Broker.Health.IsReady);
        Assert.Equal((false, 0, 3, 4, true), Read(await AskAsync(test, "/faults")));

        static (bool, int, int, int, bool) Read(JsonElement state) => (
            state.GetProperty("blocked").GetBoolean(), state.GetProperty("confirmDelayMs").GetInt32(), state.GetProperty("nackEvery").GetInt32(),
            state.GetProperty("dropConfirmsEvery").GetInt32(), state.GetProperty("stopHeartbeats").GetBoolean());
    }

    [Fact]
    public async Task Channels_and_connections_are_closed_reset_and_fed_garbage_from_outside()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.OpenAsync(test.Address);
        Assert.Equal(0, await AffectedAsync(test, "/faults/close", ("channel", "7")));
        Assert.Equal(1, await AffectedAsync(test, "/faults/close", ("channel", "1"), ("code", "406"), ("text", "as asked")));
        Assert.Equal(new ChannelClose(406, "as asked", 0, 0), await client.ExpectAsync<ChannelClose>());
        Assert.Equal(1, await AffectedAsync(test, "/faults/close"));
        Assert.Equal(new ConnectionClose(320, "CONNECTION_FORCED - closed as a fault", 0, 0), await client.ExpectAsync<ConnectionClose>());
        using RawClient garbled = await RawClient.OpenAsync(test.Address);
        Assert.Equal(1, await AffectedAsync(test, "/faults/garbage", ("bytes", "20"), ("seed", "1")));
        byte[] expected = new byte[20];
        new Random(1).NextBytes(expected);
        Assert.Equal(1, await AffectedAsync(test, "/faults/close"));
        Assert.Equal(expected, (await garbled.ReadToEndAsync())[..20]);
        using RawClient other = await RawClient.OpenAsync(test.Address);
        Assert.Equal(1, await AffectedAsync(test, "/faults/reset"));
        Assert.Null(await other.NextAsync());
    }

    [Theory]
    [InlineData("/faults", "blocked", "yes", "blocked is 'yes'; give true or false.")]
    [InlineData("/faults", "nackEvery", "-1", "nackEvery is '-1'; give a whole number from 0 to 2147483647.")]
    [InlineData("/faults/close", "code", "99", "code is '99'; give a whole number from 200 to 599.")]
    [InlineData("/faults/close", "channel", "0", "channel is '0'; give a whole number from 1 to 65535.")]
    [InlineData("/faults/garbage", "bytes", "1048577", "bytes is '1048577'; give a whole number from 1 to 1048576.")]
    public async Task A_wrong_parameter_changes_nothing(string path, string name, string value, string why)
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        AdminQueryException e = await Assert.ThrowsAsync<AdminQueryException>(() => AskAsync(test, path, (name, value)));
        Assert.Equal(why, e.Message);
    }

    private static async Task<int> AffectedAsync(BrokerInTest test, string path, params (string Name, string Value)[] parameters) =>
        (await AskAsync(test, path, parameters)).GetProperty("affected").GetInt32();

    // Without parameters what only shows, where there is that.
    private static async Task<JsonElement> AskAsync(BrokerInTest test, string path, params (string Name, string Value)[] parameters)
    {
        AdminPage page = test.Broker.AdminPages.Where(one => one.Path == path).MinBy(one => one.IsAction == parameters.Length > 0 ? 0 : 1)!;
        Assert.All(parameters, parameter => Assert.Contains(parameter.Name, page.Parameters));
        using MemoryStream body = new();
        await page.WriteAsync(new AdminQuery(parameters.ToDictionary(p => p.Name, p => p.Value)), body, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(Encoding.UTF8.GetString(body.ToArray())).RootElement;
    }
}
