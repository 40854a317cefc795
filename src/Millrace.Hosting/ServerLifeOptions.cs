using Millrace.Hosting.Admin;

namespace Millrace.Hosting;

/// <summary>How a server's life goes beside its own port.</summary>
public sealed record ServerLifeOptions
{
    /// <summary>The longest drain time that makes sense: one hour.</summary>
    public static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);

    /// <summary>Prints the ready line as one line of JSON instead of a sentence. Default: no.</summary>
    public bool ReadyJson { get; init; }

    /// <summary>Stops when standard input ends. Default: as <see cref="ReadyJson"/>, so that a child never outlives its parent.</summary>
    public bool? StopWithInput { get; init; }

    /// <summary>How long clients may take to leave once asked to. Default 10 s, from 0 to 1 h.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The HTTP endpoint for health and metrics.</summary>
    public AdminOptions Admin { get; init; } = new();

    /// <summary>
    /// Where metrics are sent over OTLP, such as <c>http://127.0.0.1:4317</c> (gRPC) or <c>http://127.0.0.1:4318</c> (HTTP).
    /// Default: null, which sends nothing.
    /// </summary>
    public Uri? Otlp { get; init; }

    /// <summary>Meters shown and sent beside the runtime's own: each name takes in the names that start with it and a dot.</summary>
    public IReadOnlyList<string> Meters { get; init; } = ["Millrace"];

    internal bool StopsWithInput => StopWithInput ?? ReadyJson;

    /// <summary>The OTLP address to use: the one given, else the environment variable OTEL_EXPORTER_OTLP_ENDPOINT, else null.</summary>
    /// <exception cref="ServerStartException">The text is no absolute http or https URL.</exception>
    public static Uri? OtlpFrom(string? given, Func<string, string?> environment)
    {
        const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";
        bool fromVariable = string.IsNullOrEmpty(given);
        string? text = fromVariable ? environment(Variable) : given;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw new ServerStartException(
                $"{(fromVariable ? Variable : "--otlp")} is '{text}', which is no URL. Give an absolute one, such as http://127.0.0.1:4317.");
    }

    /// <summary>All that is wrong, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (DrainTime < TimeSpan.Zero || DrainTime > LongestDrain)
        {
            errors.Add($"The drain time is {DrainTime.TotalSeconds} s; it must be between 0 and {LongestDrain.TotalSeconds} s.");
        }

        if (Otlp is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
        {
            errors.Add($"The OTLP address is '{url}'; give an absolute http or https URL, such as http://127.0.0.1:4317.");
        }

        if (Admin is { IsOff: true, EndPoint: not null })
        {
            errors.Add("The admin endpoint is switched off and also given an address; choose one.");
        }

        return errors;
    }
}
