using Millrace.Cli.CommandLine;
using Millrace.Http.Host;

namespace Millrace.Cli.Serving;

/// <summary>Puts the options of `millrace serve http` over the server's own defaults.</summary>
internal static class HttpReader
{
    public static HttpOptions Read(ValueReader values, HttpKnobs knobs)
    {
        var defaults = new HttpOptions();
        return defaults with
        {
            Address = ServeReader.Address(values, knobs.Shared.Host) ?? defaults.Address,
            Port = ServeReader.Port(values, knobs.Shared) ?? defaults.Port,
            TlsCertificateFile = values.Text(knobs.Certificate),
            TlsKeyFile = values.Text(knobs.Key),
            MaxConnections = (int)(values.Whole(knobs.MaxConnections, 1, 1_000_000) ?? defaults.MaxConnections),
            MaxBytes = values.Bytes(knobs.MaxBytes, 0, 1 << 30) ?? defaults.MaxBytes,
            MaxEchoBytes = values.Bytes(knobs.MaxEcho, 0, 64 << 20) ?? defaults.MaxEchoBytes,
            MaxDelay = values.Time(knobs.MaxDelay, TimeSpan.Zero, TimeSpan.FromMinutes(10)) ?? defaults.MaxDelay,
        };
    }
}
