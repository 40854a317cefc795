using System.Net;
using static Millrace.Hosting.Options.OptionRanges;

namespace Millrace.Http.Host;

/// <summary>What the operator of the small web server chooses.</summary>
public sealed record HttpOptions
{
    private const long MiB = 1024 * 1024;

    /// <summary>Where it listens. Default: 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Its port; 0 lets the system choose. Default: 8070.</summary>
    public int Port { get; init; } = 8070;

    /// <summary>PEM file with the certificate and its chain, which makes the port https; null for none.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>PEM file with the private key; null where it is in the file of the certificate.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>Connections at most; further ones are closed. Default 20000, 1 to 1 million.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>The most bytes that <c>/bytes/{n}</c> gives. Default 16 MiB, 0 to 1 GiB.</summary>
    public long MaxBytes { get; init; } = 16 * MiB;

    /// <summary>The longest body that <c>/echo</c> takes, in bytes. Default 1 MiB, 0 to 64 MiB.</summary>
    public long MaxEchoBytes { get; init; } = MiB;

    /// <summary>The longest that <c>/delay/{ms}</c> waits. Default 10 s, 0 to 10 min.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Everything that is wrong with these options, in words; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        Range(errors, "The port", Port, 0, 65535);
        Range(errors, "The number of connections", MaxConnections, 1, 1_000_000);
        Range(errors, "The length of /bytes", MaxBytes, 0, 1024 * MiB, " bytes");
        Range(errors, "The length of /echo", MaxEchoBytes, 0, 64 * MiB, " bytes");
        Range(errors, "The time of /delay", MaxDelay, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        if (TlsKeyFile is not null && TlsCertificateFile is null)
        {
            errors.Add("A TLS key is given without a certificate; give both, or neither.");
        }

        return errors;
    }
}
