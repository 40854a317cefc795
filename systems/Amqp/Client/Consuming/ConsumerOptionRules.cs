using System.Globalization;

namespace Millrace.Amqp.Consuming;

/// <summary>What values a consumer's options may take.</summary>
internal static class ConsumerOptionRules
{
    public static List<string> Validate(this ConsumerOptions options)
    {
        List<string> errors = [];
        if (options.Queue.Length is 0 or > 255)
        {
            errors.Add("A consumer needs the name of its queue, of 1 to 255 characters.");
        }

        Range(errors, "The prefetch", options.Prefetch, 1, ushort.MaxValue);
        Range(errors, "The concurrency", options.Concurrency, 1, ushort.MaxValue);
        Range(errors, "The ack batch", options.AckBatch, 1, ushort.MaxValue);
        if (options.AckDelay < TimeSpan.FromMilliseconds(1) || options.AckDelay > TimeSpan.FromMinutes(1))
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"The ack delay is {options.AckDelay.TotalSeconds} s; it must be between 0.001 and 60 s."));
        }

        if (options.RetryDelay < TimeSpan.Zero || options.RetryDelay > TimeSpan.FromMinutes(1))
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"The retry delay is {options.RetryDelay.TotalSeconds} s; it must be between 0 and 60 s."));
        }

        return errors;
    }

    private static void Range(List<string> errors, string what, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{what} is {value}; it must be between {least} and {most}."));
        }
    }
}
