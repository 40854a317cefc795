using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.EndToEnd;

/// <summary>A certificate that nobody has signed but itself, in files.</summary>
internal static class TestCertificate
{
    /// <summary>Writes one for loopback's address: a file with its key, and one without.</summary>
    public static (string Both, string Certificate) Write(string folder) => Write(folder, names => names.AddIpAddress(IPAddress.Loopback));

    /// <summary>Writes one for names of one's own.</summary>
    public static (string Both, string Certificate) Write(string folder, Action<SubjectAlternativeNameBuilder> name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=millrace test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        name(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        string both = Path.Combine(folder, "both.pem");
        string alone = Path.Combine(folder, "certificate.pem");
        File.WriteAllText(both, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(alone, certificate.ExportCertificatePem() + "\n");
        return (both, alone);
    }
}
