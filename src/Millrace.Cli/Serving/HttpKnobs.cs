using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>Every option of `millrace serve http`, in the order of its help page.</summary>
internal sealed class HttpKnobs
{
    private const string Port = ServeKnobs.Addresses;
    private const string Limits = "limits";

    public ServeKnobs Shared { get; } = new("8070", "Health and metrics");

    public Knob<string?> Certificate { get; } = new(Port, "--cert", "file", "PEM file with the certificate and its chain; makes the port https.");

    public Knob<string?> Key { get; } = new(Port, "--key", "file", "PEM file with the private key.", "in the file of --cert");

    public Knob<string?> MaxConnections { get; } = new(Limits, "--max-connections", "count", "Connections at most; further ones are closed.", "20000");

    public Knob<string?> MaxBytes { get; } = new(Limits, "--max-bytes", "size", "The most bytes that /bytes/N gives; more is answered with 400.", "16MiB");

    public Knob<string?> MaxEcho { get; } = new(Limits, "--max-echo", "size", "The longest body that /echo takes; a longer one is answered with 413.", "1MiB");

    public Knob<string?> MaxDelay { get; } = new(Limits, "--max-delay", "time", "The longest that /delay/MS waits; more is answered with 400.", "10s");

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Shared.Host, Shared.Port, Certificate, Key,
        MaxConnections, MaxBytes, MaxEcho, MaxDelay,
        .. Shared.OfTheProcess.Where(option => option != Shared.Shards && option != Shared.Loop), // it stands on ASP.NET Core
    ];
}
