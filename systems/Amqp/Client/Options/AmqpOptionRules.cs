using System.Globalization;

namespace Millrace.Amqp.Options;

/// <summary>What values options may take.</summary>
internal static class AmqpOptionRules
{
    private const int MostBrokers = 64;
    private const int MostNameCharacters = 200;
    private const int Million = 1_000_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    public static List<string> Check(AmqpOptions options)
    {
        List<string> errors = [];
        CheckBrokers(options, errors);
        CheckLinks(options.Links, errors);
        Range(errors, "Channels.Limit", options.Channels.Limit, 1, 2047);
        Range(errors, "Channels.AcquireTimeout", options.Channels.AcquireTimeout, TimeSpan.Zero, Hour);
        Range(errors, "Publishing.Channels", options.Publishing.Channels, 1, 256);
        Range(errors, "Publishing.MaxOutstanding", options.Publishing.MaxOutstanding, 1, Million);
        Range(errors, "Publishing.ConfirmTimeout", options.Publishing.ConfirmTimeout, Shortest, Hour);
        Range(errors, "Publishing.WaitForRoom", options.Publishing.WaitForRoom, Shortest, Hour);
        Range(errors, "Publishing.Retries", options.Publishing.Retries, 0, 100);
        Range(errors, "Publishing.MaxBodyBytes", options.Publishing.MaxBodyBytes, 1, 512 * 1024 * 1024, " bytes");
        Range(errors, "Publishing.BufferBytes", options.Publishing.BufferBytes, 16 * 1024, 256 * 1024 * 1024, " bytes");
        Range(errors, "Consuming.MaxConcurrentHandlers", options.Consuming.MaxConcurrentHandlers, 0, Million);
        Range(errors, "Consuming.ParallelOpenings", options.Consuming.ParallelOpenings, 1, 2047);
        Range(errors, "Consuming.StopTimeout", options.Consuming.StopTimeout, TimeSpan.Zero, Hour);
        Range(errors, "CloseTimeout", options.CloseTimeout, TimeSpan.Zero, Hour);
        if (options.Name.Length is 0 or > MostNameCharacters)
        {
            errors.Add(Text($"Name has {options.Name.Length} characters; it must have between 1 and {MostNameCharacters}."));
        }

        return errors;
    }

    private static void CheckBrokers(AmqpOptions options, List<string> errors)
    {
        if (options.Brokers.Count == 0)
        {
            errors.Add("Brokers is empty; give at least one, such as amqp://user:password@127.0.0.1:5672/.");
        }

        if (options.Brokers.Count > MostBrokers)
        {
            errors.Add(Text($"Brokers has {options.Brokers.Count} addresses; {MostBrokers} are the most."));
        }

        errors.AddRange(options.Brokers.Select(BrokerAddress.Fault).OfType<string>());
        if (options.Tls.TrustedAuthorities is { Count: 0 })
        {
            errors.Add("Tls.TrustedAuthorities is an empty collection, so no broker could be trusted; leave it null for the machine's own.");
        }

        if (options.Tls.ClientCertificate is { HasPrivateKey: false })
        {
            errors.Add("Tls.ClientCertificate has no private key, so it proves nothing; load it together with its key.");
        }
    }

    private static void CheckLinks(LinkOptions links, List<string> errors)
    {
        Range(errors, "Links.ConnectTimeout", links.ConnectTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10));
        Range(errors, "Links.FirstConnectFor", links.FirstConnectFor, TimeSpan.Zero, TimeSpan.FromHours(24));
        RangeOrZero(errors, "Links.Heartbeat", links.Heartbeat, TimeSpan.FromSeconds(1), Hour);
        RangeOrZero(errors, "Links.ProbeAfter", links.ProbeAfter, Shortest, Hour);
        Range(errors, "Links.ProbeTimeout", links.ProbeTimeout, Shortest, Hour);
        Range(errors, "Links.FastDelay", links.FastDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100));
        Range(errors, "Links.FastFor", links.FastFor, TimeSpan.Zero, Hour);
        Range(errors, "Links.MaxDelay", links.MaxDelay, TimeSpan.FromMilliseconds(100), Hour);
        Range(errors, "Links.MaxPendingAttempts", links.MaxPendingAttempts, 1, 256);
        Range(errors, "Links.WaitForConnection", links.WaitForConnection, TimeSpan.Zero, Hour);
        Range(errors, "Links.AnswerTimeout", links.AnswerTimeout, Shortest, Hour);
        Range(errors, "Links.SettleTimeout", links.SettleTimeout, TimeSpan.FromMilliseconds(100), Hour);
        if (links.Heartbeat.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            errors.Add(Text($"Links.Heartbeat is {links.Heartbeat.TotalSeconds} s; AMQP counts it in whole seconds."));
        }

        if (links.Jitter is not (>= 0 and <= 1))
        {
            errors.Add(Text($"Links.Jitter is {links.Jitter}; it must be between 0 and 1."));
        }
    }

    private static void RangeOrZero(List<string> errors, string what, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value != TimeSpan.Zero && (value < least || value > most))
        {
            errors.Add(Text($"{what} is {value.TotalSeconds} s; it must be between {least.TotalSeconds} and {most.TotalSeconds} s, or zero for none."));
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
