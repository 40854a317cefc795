using System.Globalization;
using Millrace.Results;
using Millrace.Tracker.Load.Plans;

namespace Millrace.Tracker.Load;

/// <summary>Reads parameters of a scenario, keeping everything that is wrong with them; what is wrong reads as its default.</summary>
internal sealed class ParameterReader(IReadOnlyDictionary<string, string> parameters)
{
    private const int MaxSwarms = 10_000_000;
    private const int MaxZipfSwarms = 2_000_000;

    public List<string> Problems { get; } = [];

    public string Text(string name) => parameters.GetValueOrDefault(name) ?? Default(name);

    public int Int(string name, int least, int most)
    {
        string text = Text(name);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
        {
            return value;
        }

        Problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it is a whole number from {least:#,0} to {most:#,0}."));
        return int.Parse(Default(name), CultureInfo.InvariantCulture);
    }

    public double Share(string name)
    {
        string text = Text(name);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 1)
        {
            return value;
        }

        Problems.Add($"{name} is '{text}'; it is a share from 0 to 1, such as 0.25.");
        return 0;
    }

    public TimeSpan Duration(string name)
    {
        string text = Text(name);
        if (Durations.TryParse(text, out TimeSpan value, out string? problem) && value > TimeSpan.Zero)
        {
            return value;
        }

        Problems.Add($"{name} is '{text}': {problem ?? "it must be above 0, such as 60s"}.");
        return TimeSpan.FromMinutes(1);
    }

    public bool Flag(string name) => Word(name, "true", "false") == "true";

    public string Word(string name, params ReadOnlySpan<string> words)
    {
        string text = Text(name);
        if (words.Contains(text))
        {
            return text;
        }

        Problems.Add($"{name} is '{text}'; it is {string.Join(", ", words[..^1].ToArray())} or {words[^1]}.");
        return Default(name);
    }

    public OperationMix Mix()
    {
        string text = Text(TrackerParameters.Mix);
        if (!OperationMix.TryParse(text, out OperationMix mix, out string problem))
        {
            Problems.Add($"{TrackerParameters.Mix} is '{text}': {problem}.");
            return OperationMix.Default;
        }

        return mix;
    }

    public (SwarmKind Kind, int Count, double Exponent) Swarms()
    {
        string text = Text(TrackerParameters.Swarms);
        string[] parts = text.Split(':');
        int count = 0;
        double exponent = 1;
        bool hasCount = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaxSwarms;
        switch (parts)
        {
            case ["own"]:
                return (SwarmKind.Own, 0, 1);
            case ["uniform"]:
                return (SwarmKind.Uniform, 0, 1);
            case ["uniform", _] when hasCount:
                return (SwarmKind.Uniform, count, 1);
            case ["zipf", _] when hasCount && count <= MaxZipfSwarms:
            case ["zipf", _, _] when hasCount && count <= MaxZipfSwarms
                && double.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out exponent) && exponent is >= 0 and <= 10:
                return (SwarmKind.Zipf, count, exponent);
            default:
                Problems.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{TrackerParameters.Swarms} is '{text}'; it is own, uniform, uniform:N with N up to {MaxSwarms:#,0}, or zipf:N or zipf:N:s with N up to {MaxZipfSwarms:#,0} and an exponent s from 0 to 10."));
                return (SwarmKind.Uniform, 0, 1);
        }
    }

    private static string Default(string name) => TrackerParameters.All.First(parameter => parameter.Name == name).Default;
}
