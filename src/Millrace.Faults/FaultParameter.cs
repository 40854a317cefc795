using System.Globalization;
using Millrace.Results;

namespace Millrace.Faults;

/// <summary>One parameter of a fault: its name, what values it takes, and its default.</summary>
public sealed record FaultParameter(string Name, FaultParameterKind Kind, string? Default, string Summary)
{
    /// <summary>True where the value may stand without its name: <c>latency(200ms)</c>.</summary>
    public bool Positional { get; init; }

    /// <summary>The words of a <see cref="FaultParameterKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What is wrong with a value, in words for the person who wrote it; null where nothing is.</summary>
    public string? Problem(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Refuse(value);
    }

    /// <summary>What is wrong with <paramref name="value"/>, or null.</summary>
    internal string? Refuse(string value) => Kind switch
    {
        FaultParameterKind.Flag => value is "true" or "false" ? null : $"'{value}' is neither true nor false",
        FaultParameterKind.Duration => Durations.TryParse(value, out _, out string? problem) ? null : problem,
        FaultParameterKind.Number => TryNumber(value, out _) ? null : $"'{value}' is not a number of 0 or more",
        FaultParameterKind.Count =>
            long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"'{value}' is not a whole number of 0 or more",
        FaultParameterKind.Share => TryShare(value, out _) ? null : $"'{value}' is not a share: write 0.05 or 5%",
        FaultParameterKind.Name => value.Length > 0 ? null : "a name is expected",
        _ => Choices.Contains(value) ? null : $"'{value}' is not a value it takes{Nearest.Suggest(value, [.. Choices])}",
    };

    internal static bool TryNumber(string value, out double number) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    internal static bool TryShare(string value, out double share)
    {
        bool percent = value.EndsWith('%');
        bool ok = TryNumber(percent ? value[..^1] : value, out share);
        if (percent) { share /= 100; }
        return ok && share <= 1;
    }
}
