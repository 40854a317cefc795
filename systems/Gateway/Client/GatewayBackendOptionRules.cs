using System.Globalization;

namespace Millrace.Gateway.Client;

/// <summary>What values options may take.</summary>
internal static class GatewayBackendOptionRules
{
    private const int MostNameCharacters = 64;
    private const int Kibibyte = 1024;
    private const int Million = 1_000_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static List<string> Check(GatewayBackendOptions options)
    {
        List<string> errors = [];
        CheckGateways(options, errors);
        Range(errors, "The number of connections", options.Connections, 1, 256);
        Range(errors, "The most concurrent handlers", options.MaxConcurrentHandlers, 1, Million);
        Range(errors, "The most queued events", options.MaxQueuedEvents, 1, Million);
        Range(errors, "The queue of events", options.MaxQueuedBytes, 64 * Kibibyte, Kibibyte * Kibibyte * Kibibyte, " bytes");
        Range(errors, "The send queue", options.MaxSendQueueBytes, 64 * Kibibyte, Kibibyte * Kibibyte * Kibibyte, " bytes");
        Range(errors, "The longest line", options.MaxLineBytes, 64 * Kibibyte, Kibibyte * Kibibyte * Kibibyte, " bytes");
        Range(errors, "The connect timeout", options.ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(errors, "The welcome timeout", options.WelcomeTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(errors, "The reconnect delay", options.ReconnectDelay, TimeSpan.FromMilliseconds(1), Hour);
        Range(errors, "The longest reconnect delay", options.MaxReconnectDelay, options.ReconnectDelay, Hour);
        Range(errors, "The answer timeout", options.AnswerTimeout, TimeSpan.FromMilliseconds(10), Hour);
        Range(errors, "The drain timeout", options.DrainTimeout, TimeSpan.Zero, Hour);
        if (options.ReconnectJitter is not (>= 0 and <= 1))
        {
            errors.Add(Text($"The reconnect jitter is {options.ReconnectJitter}; it must be between 0 and 1."));
        }

        if (options.Name.Length > MostNameCharacters)
        {
            errors.Add(Text($"The name has {options.Name.Length} characters; {MostNameCharacters} are the most."));
        }

        return errors;
    }

    private static void CheckGateways(GatewayBackendOptions options, List<string> errors)
    {
        if (options.Gateways.Count == 0)
        {
            errors.Add("There is no gateway to serve; give at least one, such as tcp://127.0.0.1:8081.");
        }

        foreach (Uri gateway in options.Gateways)
        {
            if (!gateway.IsAbsoluteUri || gateway.Scheme is not ("tcp" or "tls") || gateway.Host.Length == 0 || gateway.Port is < 1 or > 65535
                || gateway.PathAndQuery is not ("" or "/") || gateway.UserInfo.Length > 0)
            {
                errors.Add($"The gateway '{gateway}' is no address of a backend port; write tcp://host:port, or tls://host:port, without a path.");
            }
        }

        foreach (Uri twice in options.Gateways.GroupBy(gateway => gateway).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            errors.Add($"The gateway '{twice}' is listed twice; raise Connections for more connections to one gateway.");
        }

        if (options.TrustedAuthorities is { Count: 0 })
        {
            errors.Add("The collection of trusted authorities is empty, so no gateway could be trusted; leave it null for the machine's own.");
        }
    }

    private static void Range(List<string> errors, string what, int value, int least, int most, string unit = "")
    {
        if (value < least || value > most)
        {
            errors.Add(Text($"{what} is {value}{unit}; it must be between {least} and {most}."));
        }
    }

    private static void Range(List<string> errors, string what, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            errors.Add(Text($"{what} is {value.TotalSeconds} s; it must be between {least.TotalSeconds} and {most.TotalSeconds} s."));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
