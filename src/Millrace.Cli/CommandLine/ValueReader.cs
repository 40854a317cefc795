using System.CommandLine;
using System.Globalization;
using Millrace.Engine.Targets;
using Millrace.Results;

namespace Millrace.Cli.CommandLine;

/// <summary>Reads the values of one command line and collects what is wrong with them, so that a person hears of all of it at once.</summary>
internal sealed class ValueReader(ParseResult parsed, string command)
{
    private readonly List<Complaint> _complaints = [];

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<Complaint> Complaints => _complaints;

    /// <summary>True where the user gave the option.</summary>
    public bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };

    public string? Text(Knob<string?> knob) => parsed.GetValue(knob);

    public bool Flag(Knob<bool> knob) => parsed.GetValue(knob);

    public IReadOnlyList<string> Texts(Knob<string[]> knob) => parsed.GetValue(knob) ?? [];

    public TimeSpan? Time(Knob<string?> knob, TimeSpan least, TimeSpan most)
    {
        if (Text(knob) is not { } text)
        {
            return null;
        }

        if (!Durations.TryParse(text, out TimeSpan value, out string? problem))
        {
            return Refuse<TimeSpan>(knob, problem);
        }

        return value >= least && value <= most
            ? value
            : Refuse<TimeSpan>(knob, $"{text} is out of range: {Durations.Format(least)} to {Durations.Format(most)}");
    }

    public long? Whole(Knob<string?> knob, long least, long most)
    {
        if (Text(knob) is not { } text)
        {
            return null;
        }

        return long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? value
            : Refuse<long>(knob, string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is not a whole number from {least} to {most}"));
    }

    /// <summary>Whole numbers separated by commas, each once; null where the option is not given or wrong.</summary>
    public IReadOnlyList<int>? Wholes(Knob<string?> knob, int least, int most)
    {
        if (Text(knob) is not { } text)
        {
            return null;
        }

        var numbers = new List<int>();
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part.Trim().Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value < least || value > most)
            {
                Refuse(knob, string.Create(CultureInfo.InvariantCulture, $"\"{part.Trim()}\" is not a whole number from {least} to {most}"));
                return null;
            }

            if (numbers.Contains(value))
            {
                Refuse(knob, string.Create(CultureInfo.InvariantCulture, $"{value} is named twice"), "name each once");
                return null;
            }

            numbers.Add(value);
        }

        return numbers;
    }

    public double? Number(Knob<string?> knob, double above, double most)
    {
        if (Text(knob) is not { } text)
        {
            return null;
        }

        string number = text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : text;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value) && value > above && value <= most
            ? value
            : Refuse<double>(knob, string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is not a number above {above} and up to {most:#,0}"));
    }

    /// <summary>A number from <paramref name="least"/>, itself among them; a rate may be written with /s.</summary>
    public double? NumberFrom(Knob<string?> knob, double least, double most)
    {
        if (Text(knob) is not { } text)
        {
            return null;
        }

        string number = text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : text;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? value
            : Refuse<double>(knob, string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is not a number from {least} to {most:#,0.##}"));
    }

    public int? Bytes(Knob<string?> knob, int least, int most) => (int?)Bytes(knob, (long)least, most);

    public long? Bytes(Knob<string?> knob, long least, long most)
    {
        if (Text(knob) is not { } text)
        {
            return null;
        }

        return ByteSize.TryParse(text, out long value) && value >= least && value <= most
            ? value
            : Refuse<long>(knob, string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is not a size from {least} to {most} bytes"));
    }

    /// <summary>Reads one of several words; the first is the default.</summary>
    public T OneOf<T>(Knob<string?> knob, string what, params (string Name, T Value)[] choices)
    {
        if (Text(knob) is not { } text)
        {
            return choices[0].Value;
        }

        foreach ((string name, T value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        Add(ParseComplaints.UnknownName(what, text, $"{knob.Name} of `{command}`", [.. choices.Select(choice => choice.Name)], $"{command} --help"));
        return choices[0].Value;
    }

    /// <summary>Reads processor numbers; they must be among those that this process may use.</summary>
    public IReadOnlyList<int>? Cpus(Knob<string?> knob)
    {
        if (Text(knob) is not { } text)
        {
            return null;
        }

        if (!CpuSet.TryParse(text, out CpuSet? cpus, out string? problem))
        {
            Refuse(knob, problem!);
        }
        else if (CpuAffinity.Allowed() is { } allowed && !cpus!.IsWithin(allowed))
        {
            Refuse(knob, $"processors {cpus} are not all ours: this process may use {allowed}");
        }

        return cpus?.Cpus;
    }

    /// <summary>Reads key=value pairs; a key may be given once.</summary>
    public IReadOnlyDictionary<string, string> Pairs(Knob<string[]> knob)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in Texts(knob))
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                Refuse(knob, $"\"{text}\" is not of the form name=value");
            }
            else if (!pairs.TryAdd(text[..equals], text[(equals + 1)..]))
            {
                Refuse(knob, $"\"{text[..equals]}\" is given twice");
            }
        }

        return pairs;
    }

    /// <summary>Complains about the value of an option.</summary>
    public void Refuse(Option option, string what, string? advice = null) => _complaints.Add(Complaint.Usage(
        what,
        $"{option.Name} of `{command}`",
        advice ?? (option is IKnob { Example: { } example } ? $"for example {example}" : $"write {HelpPage.Left(option)}")));

    /// <summary>Complains where both of two options are given that exclude each other.</summary>
    public void Exclude(Option one, Option other, string because)
    {
        if (Given(one) && Given(other))
        {
            Refuse(other, $"{one.Name} and {other.Name} exclude each other: {because}", "leave one of them out");
        }
    }

    public void Add(Complaint complaint) => _complaints.Add(complaint);

    private T? Refuse<T>(Option option, string what)
        where T : struct
    {
        Refuse(option, what);
        return null;
    }
}
