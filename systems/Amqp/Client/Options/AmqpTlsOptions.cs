using System.Security.Cryptography.X509Certificates;

namespace Millrace.Amqp;

/// <summary>How brokers are trusted, and how this client shows who it is, over <c>amqps://</c>.</summary>
public sealed record AmqpTlsOptions
{
    /// <summary>Certificates that may have signed the broker's instead of the machine's own authorities. Default: none.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>The name that the broker's certificate must carry. Default: null, the host of its address.</summary>
    public string? ServerName { get; init; }

    /// <summary>A certificate, with its private key, that this client shows. Default: none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }
}
