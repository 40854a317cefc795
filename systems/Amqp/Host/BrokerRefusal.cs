using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host;

/// <summary>A client asked for what it may not have: the channel or the whole connection is closed, by the code.</summary>
/// <param name="code">A code of <see cref="ReplyCode"/>; it decides what is closed.</param>
/// <param name="text">What was wrong, without the code's name.</param>
internal sealed class BrokerRefusal(ushort code, string text) : Exception(text)
{
    /// <summary>A code of <see cref="ReplyCode"/>.</summary>
    public ushort Code { get; } = code;

    /// <summary>The text as clients know it, such as <c>NOT_FOUND - no queue 'a' in vhost '/'</c>.</summary>
    public string Text => ReplyCode.NameOf(Code) is { } name ? $"{name} - {Message}" : Message;

    public static BrokerRefusal NotFound(string kind, string name, string host) => new(ReplyCode.NotFound, $"no {kind} '{name}' in vhost '{host}'");

    public static BrokerRefusal Precondition(string text) => new(ReplyCode.PreconditionFailed, text);

    public static BrokerRefusal Refused(string text) => new(ReplyCode.AccessRefused, text);

    public static BrokerRefusal NotImplemented(string text) => new(ReplyCode.NotImplemented, text);
}
