namespace Millrace.Reports.Comparing;

/// <summary>A condition that two sides do not share.</summary>
/// <param name="Name">What differs.</param>
/// <param name="Before">Its value on the first side; "none" where it has none.</param>
/// <param name="Now">Its value on the second side.</param>
public sealed record ConditionDifference(string Name, string Before, string Now)
{
    /// <summary>As a person reads it.</summary>
    public override string ToString() => $"{Name}: {Before} before, {Now} now";

    /// <summary>Where two maps of conditions differ, by name.</summary>
    public static IReadOnlyList<ConditionDifference> Of(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return
        [
            .. before.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Select(name => new ConditionDifference(name, before.GetValueOrDefault(name, "none"), now.GetValueOrDefault(name, "none")))
                .Where(each => each.Before != each.Now),
        ];
    }
}
