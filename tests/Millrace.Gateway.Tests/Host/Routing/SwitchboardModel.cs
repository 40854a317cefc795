using System.Text.Json;
using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>
/// Random clients, backends and mishaps on one switchboard, and a simple account of what must come of them. The same seed does the same.
/// </summary>
internal sealed class SwitchboardModel
{
    private const int MaxClients = 40;
    private const int MaxBackends = 4;
    private const int Window = 12;

    private static readonly KeyValuePair<string, string> Offer = new("Sec-Websocket-Protocol", "millrace.recovery.v1");

    private readonly Random _random;
    private readonly List<ModelClient> _clients = [];
    private readonly List<ModelClient> _everybody = [];
    private readonly List<ModelIdentity> _identities = [.. Enumerable.Range(0, 6).Select(_ => new ModelIdentity())];
    private readonly List<FakeBackend> _backends = [];
    private readonly Dictionary<FakeBackend, long> _acknowledged = [];
    private readonly List<FakeBackend> _left = [];

    // What each tracked session was sent, by its token.
    private readonly Dictionary<string, List<string>> _sent = [];
    private int _messages;

    public SwitchboardModel(int seed)
    {
        _random = new Random(seed);
        Test = new TestBoard(
            new SwitchboardOptions
            {
                QueueSize = 8,
                MaxPending = 15,
                MaxRooms = 6,
                MaxRoomsPerClient = 3,
                MaxUnacknowledgedEvents = Window,
                RecoveryWindow = TimeSpan.FromSeconds(5),
                RecoveryMessages = 40,
                MaxDetached = 4,
                DuplicateIds = seed % 2 == 0 ? DuplicateIds.Replace : DuplicateIds.Refuse,
                AcknowledgeTimeout = TimeSpan.FromSeconds(5),
            },
            shards: 3);
    }

    public TestBoard Test { get; }

    /// <summary>Connections that there have been, accepted or not.</summary>
    public IReadOnlyList<ModelClient> Everybody => _everybody;

    /// <summary>All backends that there have been, the ones that have left first.</summary>
    public IEnumerable<FakeBackend> Backends => [.. _left, .. _backends];

    /// <summary>True where nothing more can happen to an event: it is with a backend that is there, was acknowledged, or went to a plain one.</summary>
    public bool IsSettled(FakeBackend backend, FakeBackend.Line line) =>
        _backends.Contains(backend) || line.Sequence <= _acknowledged[backend];

    /// <summary>One thing happens.</summary>
    public void Step()
    {
        switch (_random.Next(100))
        {
            case < 12:
                Ask();
                break;
            case < 26:
                AnswerOne();
                break;
            case < 36:
                OpenOne();
                break;
            case < 56:
                SayOne();
                break;
            case < 70:
                TellSomeone();
                break;
            case < 76:
                EndOne();
                break;
            case < 80:
                MoveOne();
                break;
            case < 83:
                ChangeBackends();
                break;
            case < 90:
                Acknowledge();
                break;
            case < 95:
                Congest();
                break;
            default:
                Test.Pass(_random.Next(1, 8) / 10.0);
                break;
        }

        ReadAll();
        EndThoseAskedToLeave();
    }

    /// <summary>Everything comes to rest: one backend that takes all, no clients, all windows over.</summary>
    public void Settle()
    {
        while (_backends.Count > 0)
        {
            Leave(_backends[0]);
        }

        Join(new BackendAgreement(true, true, true));
        Test.Pass(11);
        foreach (ModelClient client in _clients.ToList())
        {
            End(client, isLost: false);
        }

        Test.Pass(11);
    }

    private void Ask()
    {
        if (_clients.Count >= MaxClients)
        {
            return;
        }

        int shard = _random.Next(3);
        ModelIdentity? identity = _random.Next(3) == 0 ? _identities[_random.Next(_identities.Count)] : null;
        if (identity?.Client is { } last && _clients.Contains(last) && !last.IsOpen)
        {
            // It has a connection under way.
            return;
        }

        string query = identity?.Token is { } token ? $"session={token}&offset={identity.Received.Count}" : "";
        Session session = identity is null ? Test.Ask(shard) : Test.Ask(shard, query: query, headers: Offer);
        ModelClient client = new(session, _everybody.Count, identity);
        _everybody.Add(client);
        _clients.Add(client);
        if (identity is not null)
        {
            (identity.Client, identity.Read) = (client, 0);
        }
    }

    private void AnswerOne()
    {
        if (Pick(_clients.Where(client => client.Session.Question?.Asked is not null)) is not { } client)
        {
            return;
        }

        FakeBackend asked = TestBoard.Asked(client.Session);
        Guid id = client.Session.Question!.RequestId;
        FakeBackend backend = _random.Next(10) == 0 ? Pick(_backends)! : asked;
        string answer = _random.Next(10) switch
        {
            0 => """{"accepted":false}""",
            1 => "{\"n\":" + client.Number + "}",
            2 => "{\"n\":" + client.Number + ",\"resume\":false}",
            _ => "{\"n\":" + client.Number + ",\"client_id\":\"c" + _random.Next(25) + "\",\"room_id\":\"r" + _random.Next(4) + "\",\"rooms\":[\"r" + _random.Next(8) + "\"]}",
        };
        if (_random.Next(20) == 0)
        {
            Test.Board.Refused(backend, id.ToString(), Test.Now);
        }
        else
        {
            Test.Answer(backend, id, answer);
        }
    }

    private void OpenOne()
    {
        if (Pick(_clients.Where(client => client.Session.State == SessionState.Accepted)) is not { } client)
        {
            return;
        }

        bool continues = client.Session.IsAnnounced;
        Test.Board.Opened(client.Session);
        client.WasOpened = true;
        if (client.Identity is not { } identity)
        {
            return;
        }

        if (TestBoard.Inbox(client.Session).Count == 0)
        {
            Assert.Contains(Test.Shards[client.Session.Home.Index].Closed, closed => closed.Session == client.Session && closed.Code == 1012);
            return;
        }

        JsonElement hello = JsonDocument.Parse(TestBoard.Inbox(client.Session)[0]).RootElement;
        Assert.Equal(continues, hello.GetProperty("recovered").GetBoolean());
        identity.Token = hello.GetProperty("session").GetString();
        identity.Read = 1;
        if (continues)
        {
            Assert.Equal(identity.Received.Count, hello.GetProperty("offset").GetInt64());
        }
        else
        {
            identity.Received.Clear();
        }
    }

    private void SayOne()
    {
        if (Pick(_clients.Where(client => client.IsOpen && client.Session.HeldBy is null && !client.Session.IsDismissed)) is { } client)
        {
            Test.Say(client.Session, $"{client.Number}:{++client.Said}");
        }
    }

    private void TellSomeone()
    {
        if (Pick(_backends) is not { } backend)
        {
            return;
        }

        string text = $"m{++_messages}";
        string id = $"c{_random.Next(25)}";
        string room = $"r{_random.Next(8)}";
        (string action, Func<Session, bool> isAddressed) = _random.Next(3) switch
        {
            0 => ("\"message_to_connection\",\"params\":{\"conn_id\":\"" + id + "\",", session => session.Id == id),
            1 => ("\"message_to_room\",\"params\":{\"room_id\":\"" + room + "\",", session => session.Rooms.Exists(each => each.Name == room)),
            _ => ("\"broadcast\",\"params\":{", (Func<Session, bool>)(_ => true)),
        };
        List<(ModelClient Client, int Before)> live = [.. _clients.Where(client => client.IsLive).Select(client => (client, TestBoard.Inbox(client.Session).Count))];
        foreach (Session session in Test.Board.Recovery.Tracked.Where(isAddressed))
        {
            SentTo(session.History!.Token).Add(text);
        }

        Test.Act(backend, "{\"request_id\":\"x\",\"action\":" + action + "\"message\":\"" + text + "\"}}");
        foreach ((ModelClient client, int before) in live)
        {
            bool isNow = isAddressed(client.Session) && (client.Identity is null || client.Session.State == SessionState.Open);
            Assert.Equal(isNow ? [text] : [], TestBoard.Inbox(client.Session).Skip(before));
        }
    }

    private void EndOne()
    {
        if (Pick(_clients) is { } client)
        {
            End(client, isLost: client.Identity is not null && _random.Next(4) > 0);
        }
    }

    private void MoveOne()
    {
        if (Pick(_backends) is { } backend)
        {
            string what = _random.Next(5) switch { 0 => "disconnect", 1 or 2 => "join_room", _ => "leave_room" };
            Test.Act(
                backend,
                "{\"request_id\":\"x\",\"action\":\"" + what + "\",\"params\":{\"conn_id\":\"c" + _random.Next(25) + "\"" +
                (what == "disconnect" ? "}}" : ",\"room_id\":\"r" + _random.Next(8) + "\"}}"));
        }
    }

    private void ChangeBackends()
    {
        if (_backends.Count < MaxBackends && (_backends.Count == 0 || _random.Next(2) == 0))
        {
            Join(_random.Next(2) == 0 ? BackendAgreement.Plain : new BackendAgreement(true, true, false));
        }
        else
        {
            Leave(Pick(_backends)!);
        }
    }

    private void Acknowledge()
    {
        if (Pick(_backends.Where(backend => backend.Ledger!.Unacknowledged.Count > 0)) is { } backend)
        {
            long from = backend.Ledger!.Sequence - backend.Ledger.Unacknowledged.Count;
            long to = from + _random.Next(1, backend.Ledger.Unacknowledged.Count + 1);
            Test.Act(backend, "{\"request_id\":\"x\",\"action\":\"ack\",\"params\":{\"seq\":" + to + "}}");
            _acknowledged[backend] = to;
        }
    }

    private void Congest()
    {
        if (Pick(_backends) is { } backend)
        {
            bool was = backend.IsCongested;
            backend.Congest(!was && _random.Next(3) == 0);
            if (was)
            {
                Test.Board.Drained(backend);
            }
        }
    }

    private void Join(BackendAgreement agreement)
    {
        FakeBackend backend = Test.Join(agreement);
        _backends.Add(backend);
        _acknowledged.Add(backend, 0);
    }

    private void Leave(FakeBackend backend)
    {
        _backends.Remove(backend);
        _left.Add(backend);
        Test.Leave(backend);
    }

    // A connection that is lost may lose what was on its way: some of what was delivered is never read.
    private void End(ModelClient client, bool isLost)
    {
        client.IsGone = true;
        _clients.Remove(client);
        Test.Gone(client.Session, isLost);
    }

    private void EndThoseAskedToLeave()
    {
        foreach (FakeBackend backend in _backends.Where(backend => backend.ClosedFor is not null).ToList())
        {
            Leave(backend);
        }

        foreach (FakeShardPort shard in Test.Shards)
        {
            if (shard.Closed.Count > 0 && _random.Next(4) == 0)
            {
                foreach ((Session session, _, _) in shard.Closed)
                {
                    if (_clients.Find(client => client.Session == session) is { } client)
                    {
                        End(client, isLost: false);
                    }
                }

                shard.Closed.Clear();
            }
        }

        _clients.RemoveAll(IsRefused);
    }

    // Programs read what has arrived, though not always all of it at once: it has to be what was sent, all of it, in order.
    private void ReadAll()
    {
        foreach (ModelIdentity identity in _identities)
        {
            if (identity.Token is null || identity.Read == 0 || identity.Client is not { WasOpened: true, IsGone: false } client)
            {
                continue;
            }

            List<string> sent = SentTo(identity.Token);
            IReadOnlyList<string> inbox = TestBoard.Inbox(client.Session);
            while (identity.Read < inbox.Count && _random.Next(8) > 0)
            {
                Assert.Equal(sent[identity.Received.Count], inbox[identity.Read]);
                identity.Received.Add(inbox[identity.Read++]);
            }

            if (identity.Read == inbox.Count && client.IsOpen)
            {
                Assert.Equal(sent.Count, identity.Received.Count);
            }
        }
    }

    private List<string> SentTo(string token)
    {
        if (!_sent.TryGetValue(token, out List<string>? sent))
        {
            _sent.Add(token, sent = []);
        }

        return sent;
    }

    private static bool IsRefused(ModelClient client) => ((FakeShardPort)client.Session.Home).Refused.Contains(client.Session);

    private T? Pick<T>(IEnumerable<T> from)
        where T : class
    {
        List<T> all = [.. from];
        return all.Count == 0 ? null : all[_random.Next(all.Count)];
    }
}
