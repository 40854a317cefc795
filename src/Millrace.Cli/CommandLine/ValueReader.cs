using System.CommandLine;
using System.Globalization;
using Millrace.Cli.Scenarios;
using Millrace.Engine.Targets;
using Millrace.Results;

namespace Millrace.Cli.CommandLine;

/// <summary>
/// Reads the values of one command line and of the scenario file behind it, and collects what is wrong with them, so that a person hears of all of it at once. What stands on the
/// command line wins.
/// </summary>
internal sealed class ValueReader(ParseResult parsed, string command, FileValues? file = null)
{
    private readonly List<Complaint> _complaints = [];

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<Complaint> Complaints => _complaints;

    /// <summary>The words of the file for the options that complaints name; null where there is no file.</summary>
    public ScenarioKeys? Keys { get; init; }

    /// <summary>The path of the file; null where there is none.</summary>
    public string? File { get; init; }

    /// <summary>True where the user gave the option, on the command line or in the file.</summary>
    public bool Given(Option option) => OnLine(option) || file?.Of(option) is not null;

    /// <summary>True where the user gave the option on the command line.</summary>
    public bool OnLine(Option option) => parsed.GetResult(option) is { Implicit: false };

    public string? Text(Knob<string?> knob) => OnLine(knob) || file?.Of(knob) is not [var said, ..] ? parsed.GetValue(knob) : said.Text;

    public bool Flag(Knob<bool> knob) => OnLine(knob) || file?.Of(knob) is not [var said, ..] ? parsed.GetValue(knob) : said.Text == "true";

    public IReadOnlyList<string> Texts(Knob<string[]> knob) => OnLine(knob) || file?.Of(knob) is not { } said ? parsed.GetValue(knob) ?? [] : [.. said.Select(value => value.Text)];

    /// <summary>What was said of an option, in the texts that it takes; null where nothing was. Pairs of both sources are joined.</summary>
    public IReadOnlyList<string>? Said(Option option) => !Given(option) ? null : option switch
    {
        Knob<string?> text => Text(text) is { } said ? [said] : null,
        Knob<bool> flag => [Flag(flag) ? "true" : "false"],
        Knob<string[]> { IsNamed: true } named => [.. Pairs(named).Select(pair => $"{pair.Key}={pair.Value}")],
        Knob<string[]> list => Texts(list),
        _ => null,
    };

    /// <summary>Of options that stand for each other, those of the file give way where the command line names one.</summary>
    public void Overrule(params ReadOnlySpan<Option> alternatives)
    {
        bool overruled = false;
        foreach (Option option in alternatives)
        {
            overruled |= OnLine(option);
        }

        foreach (Option option in overruled ? alternatives : [])
        {
            file?.Drop(option);
        }
    }

    /// <summary>Does as if the file had not said these.</summary>
    public void Forget(params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            file?.Drop(option);
        }
    }

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

        RefuseName(knob, what, text, [.. choices.Select(choice => choice.Name)], $"{command} --help");
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

    /// <summary>Reads key=value pairs; a key may be given once. Those of the command line stand over those of the file, name by name.</summary>
    public IReadOnlyDictionary<string, string> Pairs(Knob<string[]> knob)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in OnLine(knob) ? parsed.GetValue(knob) ?? [] : [])
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

        foreach (FileValue said in file?.Of(knob) ?? [])
        {
            string name = FileValues.NameOf(said.Text);
            pairs.TryAdd(name, said.Text[Math.Min(said.Text.Length, name.Length + 1)..]);
        }

        return pairs;
    }

    /// <summary>Complains about the value of an option; about the one of several that is, or begins with the name, <paramref name="which"/>.</summary>
    public void Refuse(Option option, string what, string? advice = null, string? which = null) => _complaints.Add(PlaceOf(option, which) is { } place
        ? place.Complain(Keys?.InWords(what) ?? what, advice is not null ? Keys?.InWords(advice) ?? advice : Keys?.Example(option) ?? "correct it")
        : Complaint.Usage(what, Where(option), advice ?? (option is IKnob { Example: { } example } ? $"for example {example}" : $"write {HelpPage.Left(option)}")));

    /// <summary>Complains about a name that there is not, with the nearest one that there is.</summary>
    public void RefuseName(Option option, string kind, string name, IReadOnlyList<string> valid, string listing)
    {
        Complaint plain = ParseComplaints.UnknownName(kind, name, Where(option), valid, listing);
        _complaints.Add(PlaceOf(option, name) is { } place ? place.Complain(plain.What, plain.Do) : plain);
    }

    /// <summary>Where the file says it, if the command line does not.</summary>
    public FilePlace? PlaceOf(Option option, string? which = null) => OnLine(option) || file?.Of(option) is not [var first, ..] said
        ? null
        : (said.FirstOrDefault(value => which is not null && (value.Text == which || FileValues.NameOf(value.Text) == which)) ?? first).Place;

    private string Where(Option option) => $"{option.Name} of `{command}`";

    /// <summary>Complains where both of two options are given that exclude each other.</summary>
    public void Exclude(Option one, Option other, string because)
    {
        if (Given(one) && Given(other))
        {
            Refuse(other, $"{one.Name} and {other.Name} exclude each other: {because}", "leave one of them out");
        }
    }

    /// <summary>Complains about something that a system has against a scenario: where the file gives the setting that the sentence begins with, there.</summary>
    public void RefuseScenario(Knob<string[]> settings, string problem, string profile, string advice)
    {
        string name = problem.Split(' ')[0];
        FilePlace? place = OnLine(settings) || file?.Of(settings) is not { } said ? null : said.FirstOrDefault(value => FileValues.NameOf(value.Text) == name)?.Place;
        _complaints.Add((place ?? (File is { } path ? new FilePlace(path, 1, 1, "") : null)) is { } at
            ? at.Complain(problem, advice)
            : Complaint.Usage(problem, $"the scenario of profile {profile}", advice));
    }

    public void Add(Complaint complaint) => _complaints.Add(complaint);

    private T? Refuse<T>(Option option, string what)
        where T : struct
    {
        Refuse(option, what);
        return null;
    }
}
