using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.Hosting.Listening;

/// <summary>Reads the certificate and key of a port that speaks TLS.</summary>
public static class TlsSettings
{
    /// <summary>The settings from PEM files; without <paramref name="keyFile"/> the key is looked for beside the certificate.</summary>
    /// <exception cref="ServerStartException">A file cannot be read or holds no usable certificate and key.</exception>
    public static SslServerAuthenticationOptions Load(string certificateFile, string? keyFile)
    {
        try
        {
            X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificateFile);
            return new SslServerAuthenticationOptions
            {
                // The chain as the file gives it: nothing is fetched from the network when the server starts.
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"The TLS certificate or key cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string files = keyFile is null ? $"'{certificateFile}'" : $"'{certificateFile}' and '{keyFile}'";
            throw new ServerStartException(
                $"{files} hold no usable certificate and key: {e.Message} Both must be PEM, belong together, and the key must not be encrypted.", e);
        }
    }
}
