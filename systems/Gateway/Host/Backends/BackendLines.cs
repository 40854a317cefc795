using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Wire;
using Millrace.Shards;

namespace Millrace.Gateway.Host.Backends;

/// <summary>What the lines of one connection mean: the hello that may come first, what is refused, and what goes on to the switchboard.</summary>
internal sealed class BackendLines(BackendConnection connection, BackendListener home)
{
    private readonly BackendAction _action = new();
    private readonly RefusalRate _refusals = new(home.Rules.MaxRefusedLines, (long)(home.Rules.RefusalWindow.TotalSeconds * Shard.TicksPerSecond));

    /// <summary>True once a line has come, of whatever kind.</summary>
    public bool HasBegun { get; private set; }

    public long In { get; private set; }

    public int Refused { get; private set; }

    /// <summary>True once it sent a hello, right or wrong: it understands what it is told beyond the plain protocol.</summary>
    public bool HasSaidHello { get; private set; }

    /// <summary>For the log: what it speaks.</summary>
    public string Speech => connection.Agreement switch
    {
        { SaidHello: false } => "plain",
        { Acknowledges: true } => "it said hello and acknowledges",
        _ => "it said hello",
    };

    /// <summary>Takes one line, without its newline.</summary>
    public void Take(ReadOnlySpan<byte> line, long now)
    {
        bool isFirst = Begin();
        bool isRead = BackendActionParser.TryParse(line, _action, out string problem);
        if (isFirst && !isRead && _action.Kind == BackendActionKind.Unknown)
        {
            TakeForeign();
        }
        else if (isRead && isFirst && _action.Kind == BackendActionKind.Hello)
        {
            TakeHello(_action.Hello, now);
        }
        else if (connection.Stage == BackendStage.Joined || TryJoinPlain(now))
        {
            TakeAction(isRead, problem, now);
        }
    }

    /// <summary>Takes a first line that is no action at all.</summary>
    /// <remarks>
    /// Anybody can make a browser of this machine send to this port, and what a page wants to say then stands below the lines of an HTTP request. So who
    /// begins in another protocol is not heard further, also where being silent has made it a backend.
    /// </remarks>
    public void TakeForeign()
    {
        HasBegun = true;
        connection.Refuse(BackendEnd.Foreign, "What it said first is no action, so it speaks another protocol.", atOnce: true);
    }

    /// <summary>Takes a line that was too long to be read.</summary>
    public void TakeTooLong(int limit, long now)
    {
        string problem = $"A line is longer than {limit} bytes.";
        bool isFirst = Begin();
        if (isFirst)
        {
            home.Counters.LinesRefused[(int)LineRefusal.TooLong]++;
            connection.Refuse(BackendEnd.LongLine, problem, atOnce: true);
        }
        else
        {
            Refuse(LineRefusal.TooLong, "", BackendActionKind.Unknown, problem, now);
        }
    }

    // True for the first line.
    private bool Begin()
    {
        bool isFirst = !HasBegun;
        HasBegun = true;
        In++;
        home.Counters.LinesIn++;
        return isFirst;
    }

    private void TakeAction(bool isRead, string problem, long now)
    {
        if (!isRead)
        {
            home.Hub.Refused(connection, _action.RequestId, now);
            Refuse(LineRefusal.Malformed, _action.RequestId, _action.Kind, problem, now);
        }
        else if (_action.Kind == BackendActionKind.Hello)
        {
            Refuse(LineRefusal.LateHello, _action.RequestId, _action.Kind, "A hello is the first line of a connection.", now);
        }
        else if (_action.Kind != BackendActionKind.Heartbeat)
        {
            home.Hub.Act(connection, _action, now);
        }
    }

    private void TakeHello(BackendHello hello, long now)
    {
        HasSaidHello = true;
        if (home.Rules.Secret is { } secret && !secret.Matches(hello.Secret))
        {
            connection.Refuse(BackendEnd.Secret, hello.Secret.Length == 0 ? "The hello has no secret." : "The secret is wrong.");
            return;
        }

        if (hello.Name.Length > 0)
        {
            connection.DisplayName = hello.Name;
        }

        connection.Agreement = new BackendAgreement(true, hello.Acknowledges, hello.Binary);
        connection.Tell(home.Replies.Welcome(_action.RequestId, connection.Agreement, home.Rules));
        if (connection.Stage == BackendStage.Waiting)
        {
            connection.TryJoin(now);
        }
    }

    // A first line that is no hello: it is a plain backend's, or a stranger's.
    private bool TryJoinPlain(long now)
    {
        if (home.Rules.Secret is null)
        {
            return connection.TryJoin(now);
        }

        connection.Refuse(BackendEnd.Secret, "A hello with the secret comes first.");
        return false;
    }

    private void Refuse(LineRefusal reason, ReadOnlySpan<char> requestId, BackendActionKind kind, string problem, long now)
    {
        Refused++;
        home.Counters.LinesRefused[(int)reason]++;
        if (home.LinesRefused.Count(now) is > 0 and long count)
        {
            GatewayLog.BackendLineRefused(home.Log, connection.Name, count, problem);
        }

        if (connection.Agreement.SaidHello)
        {
            connection.Tell(home.Replies.Problem(requestId, kind, problem));
        }

        if (_refusals.Add(now))
        {
            connection.End(BackendEnd.BadLines, $"{home.Rules.MaxRefusedLines} of its lines had to be refused within {home.Rules.RefusalWindow.TotalSeconds} s.");
        }
    }
}
