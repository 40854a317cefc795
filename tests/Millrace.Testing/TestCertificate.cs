using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.Testing;

/// <summary>A certificate of one's own for 127.0.0.1, with its key in one PEM file.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _hash;

    /// <summary>Makes one.</summary>
    public TestCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        _hash = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        PemFile = _folder.Write("certificate.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>The file.</summary>
    public string PemFile { get; }

    /// <summary>True for this certificate: it is its own authority.</summary>
    public bool Is(X509Certificate? other) => other?.GetCertHashString(HashAlgorithmName.SHA256) == _hash;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
