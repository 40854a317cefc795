using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

public sealed class TlsTests : IDisposable
{
    private readonly Cli _cli = new();

    [Fact]
    public async Task Certificate_of_nobody_is_refused_and_accepted_with_its_authority_or_on_request()
    {
        (string both, string certificate) = WriteCertificate();
        await using RunningProcess server = _cli.Start("serve", "gateway", "--echo", "--port", "0", "--ready-json", "--cert", both);
        using JsonDocument ready = JsonDocument.Parse(await server.ReadLineAsync(TimeSpan.FromSeconds(30)));
        string address = ready.RootElement.GetProperty("addresses").GetProperty("ws").GetString()!;

        ProcessResult refused = await DriveAsync(address, "refused");
        ProcessResult trusted = await DriveAsync(address, "trusted", "--ca", certificate);
        ProcessResult careless = await DriveAsync(address, "careless", "--insecure");

        Assert.StartsWith("wss://", address, StringComparison.Ordinal);
        Assert.True(refused.ExitCode == 3, refused.Output + refused.Error);
        Assert.Contains("certificate", refused.Error, StringComparison.OrdinalIgnoreCase);
        Assert.True(trusted.ExitCode == 0, trusted.Output + trusted.Error);
        Assert.True(careless.ExitCode == 0, careless.Output + careless.Error);
        RunFile checkedRun = RunFolder.ReadRun(Path.Combine(_cli.Folder, "trusted"));
        RunFile uncheckedRun = RunFolder.ReadRun(Path.Combine(_cli.Folder, "careless"));
        Assert.True(checkedRun.Parameters.Tls && uncheckedRun.Parameters.Tls);
        Assert.DoesNotContain(checkedRun.Findings, finding => finding.Text.Contains("certificate was not checked", StringComparison.Ordinal));
        Assert.Contains(uncheckedRun.Findings, finding => finding.Text.Contains("certificate was not checked", StringComparison.Ordinal));
        Assert.Contains("certificate was not checked", File.ReadAllText(Path.Combine(_cli.Folder, "careless", "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_the_fault_proxy_a_certificate_is_still_checked_against_the_targets_name()
    {
        (string both, string certificate) = WriteCertificate(names => names.AddDnsName("localhost"));
        await using RunningProcess server = _cli.Start("serve", "gateway", "--echo", "--port", "0", "--ready-json", "--cert", both);
        using JsonDocument ready = JsonDocument.Parse(await server.ReadLineAsync(TimeSpan.FromSeconds(30)));
        int port = new Uri(ready.RootElement.GetProperty("addresses").GetProperty("ws").GetString()!).Port;

        ProcessResult named = await DriveAsync($"wss://localhost:{port}/ws/", "named", "--ca", certificate, "--proxy");
        ProcessResult other = await DriveAsync($"wss://127.0.0.1:{port}/ws/", "other", "--ca", certificate, "--proxy");

        Assert.True(named.ExitCode == 0, named.Output + named.Error);
        RunFile run = RunFolder.ReadRun(Path.Combine(_cli.Folder, "named"));
        Assert.Equal((0, "tcp"), (run.Accounting.Lost, run.Proxy!.Transport));
        // The proxy has the address of the one, and its own port: neither may stand in for the name.
        Assert.True(other.ExitCode == 3, other.Output + other.Error);
    }

    [Fact]
    public async Task Plain_server_on_a_wss_address_is_unreachable()
    {
        await using OddServer plain = OddServer.Closing();

        ProcessResult result = await DriveAsync($"wss://127.0.0.1:{plain.EndPoint.Port}/ws/", "plain");

        Assert.True(result.ExitCode == 3, result.Output + result.Error);
        Assert.Contains("TLS", result.Error, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _cli.Dispose();

    private Task<ProcessResult> DriveAsync(string address, string name, params string[] options) => _cli.RunAsync(
        ["run", "gateway", "--target", address, "--clients", "3", "--duration", "500ms", "--warmup", "0", "--connect-timeout", "5s", "--out", Path.Combine(_cli.Folder, name), .. options]);

    private (string Both, string Certificate) WriteCertificate() => TestCertificate.Write(_cli.Folder);

    private (string Both, string Certificate) WriteCertificate(Action<SubjectAlternativeNameBuilder> name) => TestCertificate.Write(_cli.Folder, name);
}
