using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Another shard's way to the switchboard.</summary>
internal sealed class MailedLine(Mail mail) : SwitchboardLine
{
    public override bool IsBehind => mail.IsBehind;

    public override ValueTask WaitAsync() => mail.WaitAsync();

    public override void Ask(Session session) => mail.Add(new(MailKind.Ask, session));

    public override void Opened(Session session) => mail.Add(new(MailKind.Opened, session));

    public override void Message(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload) =>
        mail.Add(new(MailKind.Message, session, Kind: kind, Length: payload.Length), payload);

    public override void Gone(Session session, string why, bool isLost) => mail.Add(new(MailKind.Gone, session, why, (ushort)(isLost ? 1 : 0)));
}
