using System.Globalization;
using Millrace.Results;

namespace Millrace.Engine;

/// <summary>Reads the parameters of a scenario, keeping everything that is wrong with them in words; what is wrong reads as its default.</summary>
/// <param name="given">What the scenario says.</param>
/// <param name="known">What the system has, with the defaults.</param>
public sealed class ParameterReader(IReadOnlyDictionary<string, string> given, IReadOnlyList<ParameterInfo> known)
{
    /// <summary>All that was found wrong, each with what to do.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>A parameter as it was written, or its default.</summary>
    public string Text(string name) => given.GetValueOrDefault(name) ?? Default(name);

    /// <summary>A whole number between two others.</summary>
    public int Whole(string name, int least, int most)
    {
        string text = Text(name);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
        {
            return value;
        }

        Problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it is a whole number from {least:#,0} to {most:#,0}."));
        return int.Parse(Default(name), CultureInfo.InvariantCulture);
    }

    /// <summary>A share from 0 to 1.</summary>
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

    /// <summary>A time above zero.</summary>
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

    /// <summary>A size in bytes; 0 where there is to be no limit.</summary>
    public long Bytes(string name, long most)
    {
        if (ByteSize.TryParse(Text(name), out long bytes) && bytes <= most)
        {
            return bytes;
        }

        Problems.Add($"{name} is '{Text(name)}'; it is a size such as 200KiB, or 0 for no limit.");
        return 0;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string name) => Word(name, "true", "false") == "true";

    /// <summary>One of some words.</summary>
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

    private string Default(string name) => known.First(parameter => parameter.Name == name).Default;
}
