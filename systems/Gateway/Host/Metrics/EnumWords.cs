namespace Millrace.Gateway.Host.Metrics;

/// <summary>The names of an enumeration's values as metrics and lines write them: <c>MessageToRoom</c> is <c>message_to_room</c>. Values count from 0.</summary>
internal static class EnumWords<T>
    where T : struct, Enum
{
    /// <summary>By value.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetNames<T>().Select(Snake)];

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
