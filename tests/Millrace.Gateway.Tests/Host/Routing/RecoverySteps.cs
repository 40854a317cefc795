using System.Text.Json;
using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>What tests of recovery do over and over.</summary>
internal static class RecoverySteps
{
    public static readonly SwitchboardOptions Options = new() { RecoveryWindow = TimeSpan.FromMinutes(2) };
    public static readonly KeyValuePair<string, string> Offer = new("Sec-Websocket-Protocol", "chat, millrace.recovery.v1");

    public static Session Connect(TestBoard test, string id)
    {
        Session session = test.Ask(headers: Offer);
        test.Accept(session, "{\"client_id\":\"" + id + "\",\"room_id\":\"lobby\"}");
        test.Board.Opened(session);
        return session;
    }

    public static Session Return(TestBoard test, string token, long offset, string answer = "{}")
    {
        Session session = test.Ask(shard: 1, query: $"session={token}&offset={offset}", headers: Offer);
        test.Accept(session, answer);
        test.Board.Opened(session);
        return session;
    }

    public static (string Token, long Offset, bool IsRecovered) Hello(Session session)
    {
        JsonElement hello = JsonDocument.Parse(TestBoard.Inbox(session)[0]).RootElement;
        Assert.Equal("recovery", hello.GetProperty("type").GetString());
        return (hello.GetProperty("session").GetString()!, hello.GetProperty("offset").GetInt64(), hello.GetProperty("recovered").GetBoolean());
    }

    public static void Tell(TestBoard test, FakeBackend backend, string text) =>
        test.Act(backend, "{\"request_id\":\"x\",\"action\":\"message_to_connection\",\"params\":{\"conn_id\":\"amy\",\"message\":\"" + text + "\"}}");

    public static void TellRoom(TestBoard test, FakeBackend backend, string text) =>
        test.Act(backend, "{\"request_id\":\"x\",\"action\":\"message_to_room\",\"params\":{\"room_id\":\"lobby\",\"message\":\"" + text + "\"}}");

    public static void TellAll(TestBoard test, FakeBackend backend, string text) =>
        test.Act(backend, "{\"request_id\":\"x\",\"action\":\"broadcast\",\"params\":{\"message\":\"" + text + "\"}}");
}
