using System.Net;
using Millrace.Cli.CommandLine;
using Millrace.Hosting;

namespace Millrace.Cli.Telemetry;

/// <summary>Where the figures of a running lab can be seen.</summary>
/// <param name="Listen">Where Prometheus gets them; null for nowhere.</param>
/// <param name="Otlp">The collector that they are sent to; null for none.</param>
internal sealed record TelemetryOptions(IPEndPoint? Listen, Uri? Otlp)
{
    /// <summary>Reads --metrics-listen and --otlp; null where neither is given.</summary>
    public static TelemetryOptions? Read(ValueReader values, RunKnobs knobs)
    {
        var options = new TelemetryOptions(ReadListen(values, knobs), ReadOtlp(values, knobs));
        return options is { Listen: null, Otlp: null } ? null : options;
    }

    private static IPEndPoint? ReadListen(ValueReader values, RunKnobs knobs)
    {
        if (values.Text(knobs.MetricsListen) is not { } text)
        {
            return null;
        }

        // Without a colon before the port, a number alone would be read as an address, and so would the port of an IPv6 address without brackets.
        if (text.LastIndexOf(':') > text.LastIndexOf(']') && (text.Contains(']') || text.Count(c => c == ':') == 1) && IPEndPoint.TryParse(text.Replace("localhost", "127.0.0.1", StringComparison.Ordinal), out IPEndPoint? point))
        {
            return point;
        }

        values.Refuse(knobs.MetricsListen, $"\"{text}\" is not an address with a port");
        return null;
    }

    // The lab's own option alone: OTEL_EXPORTER_OTLP_ENDPOINT is for servers, and who has it set need not want every run there.
    private static Uri? ReadOtlp(ValueReader values, RunKnobs knobs)
    {
        try
        {
            return ServerLifeOptions.OtlpFrom(values.Text(knobs.Otlp), _ => null);
        }
        catch (ServerStartException wrong)
        {
            values.Refuse(knobs.Otlp, wrong.Message.TrimEnd('.'));
            return null;
        }
    }
}
