namespace Millrace.Gateway.Host.Sessions;

/// <summary>The receiving end of a <see cref="Mail"/>, on the receiving shard's thread.</summary>
internal interface IMailReader
{
    /// <summary>Does what one item says; the payload is valid until it returns. It does not throw.</summary>
    void Read(in MailItem item, ReadOnlySpan<byte> payload);
}
