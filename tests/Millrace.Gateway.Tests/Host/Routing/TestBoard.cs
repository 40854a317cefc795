using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Wire;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>A switchboard between shards and backends that only take notes, with a clock that a test moves.</summary>
internal sealed class TestBoard
{
    public const long TicksPerSecond = 1000;

    private readonly BackendAction _action = new();
    private int _clients;
    private int _backends;
    private long _lines;

    public TestBoard(SwitchboardOptions? options = null, int shards = 2)
    {
        Shards = [.. Enumerable.Range(0, shards).Select(index => new FakeShardPort(index))];
        Board = new Switchboard(options ?? new SwitchboardOptions(), Shards, new SeededIds(1), TicksPerSecond, NullLogger.Instance);
    }

    public Switchboard Board { get; }

    public IReadOnlyList<FakeShardPort> Shards { get; }

    public long Now { get; private set; } = TicksPerSecond;

    public SwitchboardCounters Counters => Board.Counters;

    public SwitchboardView View => Board.View;

    public FakeBackend Join(BackendAgreement? agreement = null)
    {
        FakeBackend backend = new($"backend-{++_backends}") { Agreement = agreement ?? BackendAgreement.Plain, NextOrder = () => ++_lines };
        Board.Joined(backend, Now);
        return backend;
    }

    public FakeBackend JoinAcknowledging() => Join(new BackendAgreement(SaidHello: true, Acknowledges: true, Binary: false));

    public void Leave(FakeBackend backend) => Board.Left(backend, "It closed the connection.", Now);

    /// <summary>A client asks to come in.</summary>
    public Session Ask(int shard = 0, string path = "/ws/lobby", string query = "", params KeyValuePair<string, string>[] headers)
    {
        Session session = new(Shards[shard], new ClientRequest(path, query, headers, new IPEndPoint(IPAddress.Loopback, 40_000 + ++_clients)));
        Board.Ask(session, Now);
        return session;
    }

    /// <summary>A client that is connected under an id, accepted by whichever backend is asked.</summary>
    public Session Connect(string id, int shard = 0, string room = "lobby", string more = "")
    {
        Session session = Ask(shard);
        Accept(session, $$"""{"accepted":true,"client_id":"{{id}}","room_id":"{{room}}"{{more}} }""");
        Board.Opened(session);
        return session;
    }

    /// <summary>The backend that has been asked about a client answers.</summary>
    public void Accept(Session session, string parameters = "{}") => Answer(Asked(session), session, parameters);

    public void Answer(FakeBackend backend, Session session, string parameters) => Answer(backend, session.Question!.RequestId, parameters);

    /// <summary>A backend answers a question, of whomever and whenever.</summary>
    public void Answer(FakeBackend backend, Guid requestId, string parameters) =>
        Act(backend, "{\"request_id\":\"" + requestId + "\",\"action\":\"response\",\"params\":" + parameters + "}");

    /// <summary>The backend that has been asked about a client.</summary>
    public static FakeBackend Asked(Session session) => (FakeBackend)session.Question!.Asked!.Backend;

    /// <summary>A backend sends a line that is right.</summary>
    public void Act(FakeBackend backend, string line)
    {
        Assert.True(BackendActionParser.TryParse(Encoding.UTF8.GetBytes(line), _action, out string problem), problem);
        Board.Act(backend, _action, Now);
    }

    public void Say(Session session, string message) => Board.Message(session, WebSocketMessageKind.Text, Encoding.UTF8.GetBytes(message));

    /// <summary>A client's connection ends.</summary>
    public void Gone(Session session, bool isLost = false)
    {
        ((FakeShardPort)session.Home).Drop(session);
        Board.Gone(session, "It closed the connection.", isLost);
    }

    /// <summary>Time passes, in steps of a tenth of a second.</summary>
    public void Pass(double seconds)
    {
        for (long end = Now + (long)(seconds * TicksPerSecond); Now < end;)
        {
            Now = Math.Min(end, Now + (TicksPerSecond / 10));
            Board.Tick(Now);
        }
    }

    /// <summary>How a client was answered; 0 while it has not been.</summary>
    public int StatusOf(Session session) => AnswersTo(session) is [var answer] ? answer.Status : 0;

    public IReadOnlyList<ConnectionAnswer> AnswersTo(Session session) =>
        [.. Shards.SelectMany(shard => shard.Answers).Where(pair => pair.Session == session).Select(pair => pair.Answer)];

    /// <summary>What a client has received.</summary>
    public static IReadOnlyList<string> Inbox(Session session) => ((FakeShardPort)session.Home).Received.TryGetValue(session, out List<string>? messages) ? messages : [];
}
