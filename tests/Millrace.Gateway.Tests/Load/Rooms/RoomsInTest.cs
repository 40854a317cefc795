using System.Net;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Load.Rooms;

/// <summary>A server whose rooms are paths, on a free port of loopback: what one member sends goes to all of its room, treated as a test says.</summary>
internal sealed class RoomsInTest : IDisposable
{
    private readonly Shard _shard = Shard.Start();
    private readonly Dictionary<string, List<Member>> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _messages = new(StringComparer.Ordinal);
    private TcpListener? _listener;

    /// <summary>By the message's number in its room and the member's number in the order of joining, both from 0.</summary>
    public Func<int, int, Treatment> Treat { get; init; } = (_, _) => Treatment.Deliver;

    public Uri Url { get; private set; } = null!;

    public static async Task<RoomsInTest> StartAsync(Func<int, int, Treatment>? treat = null)
    {
        var server = treat is null ? new RoomsInTest() : new RoomsInTest { Treat = treat };
        await server._shard.RunAsync(() =>
        {
            server._listener = server._shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
            server.Url = new Uri($"ws://127.0.0.1:{server._listener.LocalEndPoint.Port}/ws/");
            _ = server.AcceptAsync();
            return default;
        });
        return server;
    }

    public void Dispose() => _shard.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener!.AcceptAsync());
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }

    private async Task CarryAsync(TcpLink transport)
    {
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(transport, WebSocketServerOptions.Default);
        if (accept.Link is not { } link)
        {
            return;
        }

        string path = accept.Request!.Path;
        List<Member> room = _rooms.TryGetValue(path, out List<Member>? known) ? known : _rooms[path] = [];
        var member = new Member(link);
        room.Add(member);
        for (WebSocketMessage message; !(message = await link.ReceiveAsync()).IsClose;)
        {
            Send(path, room, message.Payload.ToArray());
        }

        member.IsGone = true;
        link.Dispose();
    }

    private void Send(string path, List<Member> room, byte[] message)
    {
        int number = _messages.GetValueOrDefault(path);
        _messages[path] = number + 1;
        for (int i = 0; i < room.Count; i++)
        {
            Member member = room[i];
            if (member.IsGone)
            {
                continue;
            }

            Treatment treatment = Treat(number, i);
            if (treatment is not (Treatment.Drop or Treatment.AfterTheNext or Treatment.CutOff))
            {
                Send(member, treatment == Treatment.Damaged ? [.. message[..^3], (byte)'!', .. message[^2..]] : message, treatment == Treatment.AsBinary ? WebSocketMessageKind.Binary : WebSocketMessageKind.Text);
            }

            if (member.Held is { } held)
            {
                Send(member, held);
                member.Held = null;
            }

            switch (treatment)
            {
                case Treatment.Twice:
                    Send(member, message);
                    break;
                case Treatment.AfterTheNext:
                    member.Held = message;
                    break;
                case Treatment.ElsewhereToo:
                    Send(_rooms.First(other => other.Key != path).Value[0], message);
                    break;
                case Treatment.CutOff:
                    member.Link.Abort();
                    break;
            }
        }
    }

    private static void Send(Member member, byte[] message, WebSocketMessageKind kind = WebSocketMessageKind.Text) => member.Link.TrySend(kind, message);

    private sealed class Member(WebSocketLink link)
    {
        public WebSocketLink Link { get; } = link;

        public bool IsGone { get; set; }

        public byte[]? Held { get; set; }
    }
}
