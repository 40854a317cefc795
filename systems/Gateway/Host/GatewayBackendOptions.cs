using System.Globalization;
using System.Net;
using System.Text;
using Millrace.Gateway.Host.Backends;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Host;

/// <summary>What an operator can choose about the backends of a gateway: the programs that decide who comes in and get the clients' messages.</summary>
public sealed record GatewayBackendOptions
{
    /// <summary>The address that backends connect to. Default 127.0.0.1; another one needs a secret, or <see cref="IsOpen"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port that backends connect to. Default 8081; 0 lets the system choose.</summary>
    public int Port { get; init; } = GatewayAddress.DefaultBackendPort;

    /// <summary>
    /// What a backend must say in its hello before it gets anything. Default: null, which lets everyone in who can connect. 8 to 1024 characters, no line break.
    /// A program that speaks the plain protocol only knows no hello and cannot join where a secret is set.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>File whose one line is the secret, read at the start. Default: null; excludes <see cref="Secret"/>.</summary>
    public string? SecretFile { get; init; }

    /// <summary>True lets backends join without a secret on an address that others can reach: whoever connects there gets clients' messages. Default: no.</summary>
    public bool IsOpen { get; init; }

    /// <summary>PEM file with the certificate and its chain; backends then connect over TLS. Default: null, plain TCP.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the certificate's private key, unencrypted. Default: null, which looks in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Backends at most; the next is sent away. Default 256, 1 to 10000.</summary>
    public int MaxBackends { get; init; } = 256;

    /// <summary>
    /// Longest line that a backend may send, in bytes; a longer one is thrown away and counted. Default 8 MiB, 1 KiB to 256 MiB; at least the largest message of a client
    /// and 64 KiB. A message that is sent back takes up to six times its bytes on the line, because JSON escapes control characters and may escape all that is not ASCII.
    /// </summary>
    public int MaxLineBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long a client waits for a backend's answer to its request to connect; then it gets 504. Default 10 s, 10 ms to 10 min.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long of that a client waits for a backend to be there at all; then it gets 503. Default 1 s, 0 to 10 min; 0 does not wait.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Events kept while there is no backend, the oldest dropped for the newest. Default 1000, 0 to 1 million; 0 keeps none.</summary>
    public int QueueSize { get; init; } = 1000;

    /// <summary>True where backends connect over TLS.</summary>
    public bool IsTls => CertificateFile is not null;

    /// <summary>True where a backend must show a secret.</summary>
    public bool NeedsSecret => Secret is not null || SecretFile is not null;

    // All but the secret, which belongs neither in a log nor in a test's message.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{nameof(Address)} = {Address}, {nameof(Port)} = {Port}, {nameof(Secret)} = {(Secret is null ? "none" : "hidden")}, ")
            .Append(CultureInfo.InvariantCulture, $"{nameof(SecretFile)} = {SecretFile}, {nameof(IsOpen)} = {IsOpen}, {nameof(CertificateFile)} = {CertificateFile}, ")
            .Append(CultureInfo.InvariantCulture, $"{nameof(KeyFile)} = {KeyFile}, {nameof(MaxBackends)} = {MaxBackends}, {nameof(MaxLineBytes)} = {MaxLineBytes}, ")
            .Append(CultureInfo.InvariantCulture, $"{nameof(RequestTimeout)} = {RequestTimeout}, {nameof(Wait)} = {Wait}, {nameof(QueueSize)} = {QueueSize}");
        return true;
    }

    internal BackendRules ToRules() => new()
    {
        Secret = SecretFile is { } file ? BackendSecret.FromFile(file) : Secret is { } text ? new BackendSecret(text) : null,
        MaxBackends = MaxBackends,
        MaxLineBytes = MaxLineBytes,
    };
}
