using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.Engine;

/// <summary>TLS of the clients: the system's trust, an authority of one's own, or any certificate at all.</summary>
public static class ClientTls
{
    /// <summary>What is wrong with the settings; empty where they can be used.</summary>
    public static IReadOnlyList<string> Validate(TargetTls? tls)
    {
        try
        {
            Authorities(tls);
            return [];
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return [$"authority file {tls!.AuthorityFile} cannot be used: {e.Message}"];
        }
    }

    /// <summary>The options of a scenario's connections; null where they are not encrypted.</summary>
    public static SslClientAuthenticationOptions? For(Scenario scenario)
    {
        if (scenario.Tls is not { } tls)
        {
            return null;
        }

        var options = new SslClientAuthenticationOptions();
        if (tls.AcceptAnyCertificate)
        {
            options.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null; // any will do: asked for, and said in the report
        }
        else if (Authorities(tls) is { } authorities)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return options;
    }

    private static X509Certificate2Collection? Authorities(TargetTls? tls)
    {
        if (tls?.AuthorityFile is not { } file)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate in it");
    }
}
