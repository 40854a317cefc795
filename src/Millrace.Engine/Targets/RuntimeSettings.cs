using System.Globalization;

namespace Millrace.Engine.Targets;

/// <summary>The .NET runtime's settings of a target, given to it as DOTNET_* variables. Null: the runtime's own default.</summary>
public sealed record RuntimeSettings
{
    /// <summary>Server collector (a heap per core) instead of the workstation's.</summary>
    public bool? ServerGc { get; init; }

    /// <summary>Background collection of the oldest generation.</summary>
    public bool? ConcurrentGc { get; init; }

    /// <summary>0 to 9: how hard the collector trades time for a small heap.</summary>
    public int? ConserveMemory { get; init; }

    /// <summary>Most bytes that the heap may take.</summary>
    public long? HeapHardLimitBytes { get; init; }

    /// <summary>Heaps of the server collector.</summary>
    public int? HeapCount { get; init; }

    /// <summary>Quick code first, optimised code for what is hot.</summary>
    public bool? TieredCompilation { get; init; }

    /// <summary>Optimisation guided by what the running program does.</summary>
    public bool? TieredPgo { get; init; }

    /// <summary>Everything that is wrong with these values.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (ConserveMemory is < 0 or > 9) { problems.Add($"conserve memory is {ConserveMemory}; it goes from 0 to 9"); }
        if (HeapHardLimitBytes is < 16L << 20) { problems.Add($"heap hard limit is {HeapHardLimitBytes} bytes; .NET needs 16 MiB or more"); }
        if (HeapCount is < 1) { problems.Add($"heap count is {HeapCount}; it is at least 1"); }
        if (HeapCount is not null && ServerGc is not true) { problems.Add("heap count has a meaning with the server collector only"); }
        return problems;
    }

    /// <summary>The variables to set. The runtime reads their numbers as hexadecimal.</summary>
    public IReadOnlyDictionary<string, string> ToVariables()
    {
        var variables = new Dictionary<string, string>();
        Add("DOTNET_gcServer", ServerGc is { } server ? Bit(server) : null);
        Add("DOTNET_gcConcurrent", ConcurrentGc is { } concurrent ? Bit(concurrent) : null);
        Add("DOTNET_GCConserveMemory", ConserveMemory is { } conserve ? Hex(conserve) : null);
        Add("DOTNET_GCHeapHardLimit", HeapHardLimitBytes is { } limit ? Hex(limit) : null);
        Add("DOTNET_GCHeapCount", HeapCount is { } count ? Hex(count) : null);
        Add("DOTNET_TieredCompilation", TieredCompilation is { } tiered ? Bit(tiered) : null);
        Add("DOTNET_TieredPGO", TieredPgo is { } pgo ? Bit(pgo) : null);
        return variables;

        void Add(string name, string? value)
        {
            if (value is not null) { variables[name] = value; }
        }
    }

    private static string Bit(bool value) => value ? "1" : "0";

    private static string Hex(long value) => value.ToString("X", CultureInfo.InvariantCulture);
}
