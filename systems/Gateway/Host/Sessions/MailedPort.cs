using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>The switchboard's way to the clients of another shard.</summary>
internal sealed class MailedPort(int index, Mail mail) : ShardPort
{
    public override int Index => index;

    public override bool IsBehind => mail.IsBehind;

    public override void Answer(Session session, in ConnectionAnswer answer) => mail.Add(new(MailKind.Answer, session, answer));

    public override void Deliver(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload) =>
        mail.Add(new(MailKind.Deliver, session, Kind: kind, Length: payload.Length), payload);

    public override void DeliverToRoom(Room room, WebSocketMessageKind kind, ReadOnlySpan<byte> payload) =>
        mail.Add(new(MailKind.DeliverToRoom, null, room, Kind: kind, Length: payload.Length), payload);

    public override void DeliverToAll(WebSocketMessageKind kind, ReadOnlySpan<byte> payload) =>
        mail.Add(new(MailKind.DeliverToAll, null, Kind: kind, Length: payload.Length), payload);

    public override void Join(Session session, Room room) => mail.Add(new(MailKind.Join, session, room));

    public override void Leave(Session session, Room room) => mail.Add(new(MailKind.Leave, session, room));

    public override void Close(Session session, WebSocketCloseCode code, string reason) => mail.Add(new(MailKind.Close, session, reason, (ushort)code));

    public override void Hold(Session session) => mail.Add(new(MailKind.Hold, session));

    public override void Resume(Session session) => mail.Add(new(MailKind.Resume, session));
}
