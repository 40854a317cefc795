namespace Millrace.Gateway.Host.Sessions;

/// <summary>What one item of mail says: a call on a <see cref="Routing.ShardPort"/>, or on an <see cref="ISessionEvents"/>.</summary>
internal enum MailKind : byte
{
    Answer,
    Deliver,
    DeliverToRoom,
    DeliverToAll,
    Join,
    Leave,
    Close,
    Hold,
    Resume,
    Ask,
    Opened,
    Message,
    Gone,
}
