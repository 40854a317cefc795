using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.Gateway.Tests.Host;

/// <summary>A certificate of one's own for 127.0.0.1, as PEM files in a folder that goes with it.</summary>
internal sealed class TestCertificate : IDisposable
{
    public TestCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Hash = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("millrace-tls-").FullName;

    public string CertificateFile => Path.Combine(Folder, "cert.pem");

    public string KeyFile => Path.Combine(Folder, "key.pem");

    /// <summary>Its SHA-256, by which a client knows it: it is its own authority.</summary>
    public string Hash { get; }

    /// <summary>True for this certificate; for a client's validation callback.</summary>
    public bool Is(X509Certificate? other) => other?.GetCertHashString(HashAlgorithmName.SHA256) == Hash;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
