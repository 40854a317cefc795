namespace Millrace.Hosting.Metrics;

/// <summary>The names of an enumeration's values as metrics and lines write them: <c>MessageToRoom</c> is <c>message_to_room</c>.</summary>
public static class EnumWords
{
    /// <summary>By value; values count from 0.</summary>
    public static IReadOnlyList<string> Of<T>()
        where T : struct, Enum => Words<T>.All;

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly IReadOnlyList<string> All = [.. Enum.GetNames<T>().Select(Snake)];
    }
}
