namespace Millrace.Amqp.Wire;

/// <summary>Why a channel or a connection is closed (AMQP 0-9-1, section 1.2 of its reference).</summary>
public static class ReplyCode
{
    /// <summary>A connection is closed without an error.</summary>
    public const ushort Success = 200;

    /// <summary>A content is too large for the peer (channel).</summary>
    public const ushort ContentTooLarge = 311;

    /// <summary>No queue takes a mandatory message (in basic.return).</summary>
    public const ushort NoRoute = 312;

    /// <summary>Nobody consumes what must be delivered at once (channel).</summary>
    public const ushort NoConsumers = 313;

    /// <summary>An operator ends the connection (connection).</summary>
    public const ushort ConnectionForced = 320;

    /// <summary>The virtual host cannot be found (connection).</summary>
    public const ushort InvalidPath = 402;

    /// <summary>Not for this client (channel).</summary>
    public const ushort AccessRefused = 403;

    /// <summary>It does not exist (channel).</summary>
    public const ushort NotFound = 404;

    /// <summary>It is another's (channel).</summary>
    public const ushort ResourceLocked = 405;

    /// <summary>It is not as the client believes (channel).</summary>
    public const ushort PreconditionFailed = 406;

    /// <summary>A frame cannot be read (connection).</summary>
    public const ushort FrameError = 501;

    /// <summary>Arguments are malformed (connection).</summary>
    public const ushort SyntaxError = 502;

    /// <summary>A method has no place here (connection).</summary>
    public const ushort CommandInvalid = 503;

    /// <summary>The channel is not open (connection).</summary>
    public const ushort ChannelError = 504;

    /// <summary>Another frame was expected (connection).</summary>
    public const ushort UnexpectedFrame = 505;

    /// <summary>The server lacks what it needs (connection).</summary>
    public const ushort ResourceError = 506;

    /// <summary>Not allowed, whoever asks (connection).</summary>
    public const ushort NotAllowed = 530;

    /// <summary>Not implemented (connection).</summary>
    public const ushort NotImplemented = 540;

    /// <summary>The server failed (connection).</summary>
    public const ushort InternalError = 541;

    /// <summary>The name of a code as texts begin with it, such as <c>NOT_FOUND</c>; null for one that is not known.</summary>
    public static string? NameOf(ushort code) => code switch
    {
        Success => "OK",
        ContentTooLarge => "CONTENT_TOO_LARGE",
        NoRoute => "NO_ROUTE",
        NoConsumers => "NO_CONSUMERS",
        ConnectionForced => "CONNECTION_FORCED",
        InvalidPath => "INVALID_PATH",
        AccessRefused => "ACCESS_REFUSED",
        NotFound => "NOT_FOUND",
        ResourceLocked => "RESOURCE_LOCKED",
        PreconditionFailed => "PRECONDITION_FAILED",
        FrameError => "FRAME_ERROR",
        SyntaxError => "SYNTAX_ERROR",
        CommandInvalid => "COMMAND_INVALID",
        ChannelError => "CHANNEL_ERROR",
        UnexpectedFrame => "UNEXPECTED_FRAME",
        ResourceError => "RESOURCE_ERROR",
        NotAllowed => "NOT_ALLOWED",
        NotImplemented => "NOT_IMPLEMENTED",
        InternalError => "INTERNAL_ERROR",
        _ => null,
    };

    /// <summary>True where the error ends a channel, false where it ends the connection.</summary>
    public static bool IsOfChannel(ushort code) => code is ContentTooLarge or NoConsumers or AccessRefused or NotFound or ResourceLocked or PreconditionFailed;
}
