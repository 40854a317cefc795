namespace Millrace.WebSockets.Handshake;

/// <summary>What a look at the first bytes of an HTTP message found.</summary>
internal enum HeadParse : byte
{
    /// <summary>The head is not whole yet; nothing wrong so far.</summary>
    Incomplete,

    /// <summary>A whole head.</summary>
    Head,

    /// <summary>The bytes can never become an acceptable head.</summary>
    Refused,
}
