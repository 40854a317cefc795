using Millrace.Shards;

namespace Millrace.Engine;

/// <summary>The words under which errors are counted. A system may add its own; they are short and constant, never built per event.</summary>
public static class ErrorKinds
{
    public const string Corrupted = "corrupted";
    public const string Lost = "lost";
    public const string Reset = "reset";
    public const string Refused = "refused";
    public const string TimedOut = "timeout";
    public const string Unreachable = "unreachable";
    public const string Descriptors = "descriptors-exhausted";
    public const string Ports = "ports-exhausted";
    public const string Denied = "access-denied";
    public const string Closed = "closed";
    public const string Tls = "tls";
    public const string Stopped = "stopped";
    public const string Other = "other";

    /// <summary>True for what happens on the way to a server or to the connection itself, false for what a server answered, such as <c>http-503</c>.</summary>
    public static bool IsOfTransport(string kind) =>
        kind is Reset or Refused or TimedOut or Unreachable or Descriptors or Ports or Denied or Closed or Tls or Stopped or Other or "vanished" or "name";

    /// <summary>True for what the generator could not do for want of something of its own, whatever the server.</summary>
    public static bool IsOfGenerator(string kind) => kind is Descriptors or Ports or Stopped or "name";

    /// <summary>The word for a link's failure.</summary>
    public static string Of(LinkError error) => error switch
    {
        LinkError.Reset => Reset,
        LinkError.Refused => Refused,
        LinkError.TimedOut => TimedOut,
        LinkError.Unreachable => Unreachable,
        LinkError.DescriptorsExhausted => Descriptors,
        LinkError.PortsExhausted => Ports,
        LinkError.AccessDenied or LinkError.AddressInUse => Denied,
        LinkError.Closed => Closed,
        LinkError.Tls => Tls,
        _ => Other,
    };

    /// <summary>The word for an exception out of a client.</summary>
    public static string Of(Exception exception) => exception switch
    {
        ClientException own => own.Kind,
        LinkException link => Of(link.Error),
        OperationCanceledException => Stopped,
        TimeoutException => TimedOut,
        _ => Other,
    };
}
