using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millrace.Hosting;

namespace Millrace.Amqp.Host.Listening;

/// <summary>Reads the certificate and key of an amqps port.</summary>
internal static class TlsSettings
{
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
