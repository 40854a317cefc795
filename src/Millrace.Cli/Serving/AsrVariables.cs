using System.Globalization;
using System.Net;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>
/// The environment variables of the service that Speech is compatible with: defaults below the command line. One that is empty counts as not set; one that an option overrides is not
/// looked at.
/// </summary>
internal sealed class AsrVariables(Func<string, string?> environment, ValueReader values)
{
    public string? Text(string name) => environment(name)?.Trim() is { Length: > 0 } text ? text : null;

    public int? Whole(string name, int least, int most) => Read<int>(name, $"a whole number from {least} to {most}", text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value : null);

    /// <summary>One of a few numbers.</summary>
    public int? OneOf(string name, params int[] choices) => Read<int>(name, Words.List([.. choices.Select(choice => choice.ToString(CultureInfo.InvariantCulture))], "or"), text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && choices.Contains(value) ? value : null);

    public double? Number(string name, double least, double most) => Read<double>(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), text =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most ? value : null);

    public TimeSpan? Seconds(string name, double least, double most) => Number(name, least, most) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public TimeSpan? Milliseconds(string name, int least, int most) => Whole(name, least, most) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    public IPAddress? Address(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (text == "localhost")
        {
            return IPAddress.Loopback;
        }

        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            Refuse(name, text, "an IP address");
        }

        return address;
    }

    public void Refuse(string name, string text, string wanted) =>
        values.Add(Complaint.Usage($"\"{text}\" is not {wanted}", $"the environment variable {name}", $"unset {name}, or set it to {wanted}"));

    private T? Read<T>(string name, string wanted, Func<string, T?> read)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        T? value = read(text);
        if (value is null)
        {
            Refuse(name, text, wanted);
        }

        return value;
    }
}
