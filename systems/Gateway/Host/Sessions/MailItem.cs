using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>One call under way to another shard.</summary>
/// <param name="What">The call.</param>
/// <param name="Session">The client it is about, where it is about one.</param>
/// <param name="Detail">The room, the answer or the reason.</param>
/// <param name="Number">A close code, or 1 for a client that is lost.</param>
/// <param name="Kind">Of the message.</param>
/// <param name="Length">Of the message's payload, which follows that of the item before.</param>
internal readonly record struct MailItem(
    MailKind What, Session? Session, object? Detail = null, ushort Number = 0, WebSocketMessageKind Kind = default, int Length = 0);
