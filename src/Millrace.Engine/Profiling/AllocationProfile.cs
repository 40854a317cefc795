namespace Millrace.Engine.Profiling;

/// <summary>Which types a process allocates, and where. Pure.</summary>
internal static class AllocationProfile
{
    /// <summary>By bytes, the greatest first. The place is the innermost method that does not belong to .NET itself, with the one of .NET that allocated for it.</summary>
    public static IReadOnlyList<AllocationShare> Of(IEnumerable<AllocationSample> samples) =>
    [
        .. samples
            .GroupBy(sample => (sample.Type, Place: PlaceOf(sample.Frames)))
            .Select(group => new AllocationShare(MethodNames.Readable(group.Key.Type), group.Key.Place, group.Count(), group.Sum(sample => sample.Bytes)))
            .OrderByDescending(share => share.Bytes).ThenBy(share => share.Type, StringComparer.Ordinal),
    ];

    private static string PlaceOf(IReadOnlyList<CodeFrame> frames)
    {
        if (frames.Count == 0)
        {
            return "unknown (no managed frame)";
        }

        CodeFrame leaf = frames[0];
        CodeFrame? caller = frames.Where(frame => !IsDotNet(frame)).Select(frame => (CodeFrame?)frame).FirstOrDefault();
        return caller is { } outside && outside != leaf ? $"{outside.Method}, by {Short(leaf.Method)}" : leaf.Method;
    }

    private static bool IsDotNet(CodeFrame frame) =>
        frame.Module.StartsWith("System.", StringComparison.Ordinal) || frame.Module.StartsWith("Microsoft.", StringComparison.Ordinal)
        || frame.Method.StartsWith("System.", StringComparison.Ordinal) || frame.Method.StartsWith("Microsoft.", StringComparison.Ordinal);

    // Type and method: the namespace of .NET's own is well known.
    private static string Short(string method)
    {
        int name = method.LastIndexOf('.');
        int type = name > 0 ? method.LastIndexOf('.', name - 1) : -1;
        return type < 0 ? method : method[(type + 1)..];
    }
}
