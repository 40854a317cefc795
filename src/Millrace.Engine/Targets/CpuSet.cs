using System.Globalization;

namespace Millrace.Engine.Targets;

/// <summary>A set of processors by number, written as the kernel writes it: <c>0-3,8</c>. Never empty.</summary>
public sealed class CpuSet : IEquatable<CpuSet>
{
    /// <summary>One more than the highest processor number that is understood.</summary>
    public const int Limit = 1024;

    private readonly int[] _cpus;

    /// <summary>A set of these processors; order and repeats do not matter.</summary>
    public CpuSet(IEnumerable<int> cpus)
    {
        _cpus = [.. cpus.Distinct().Order()];
        if (_cpus.Length == 0 || _cpus[0] < 0 || _cpus[^1] >= Limit)
        {
            throw new ArgumentException($"a set of processors has at least one, numbered from 0 to {Limit - 1}", nameof(cpus));
        }
    }

    /// <summary>The numbers, ascending.</summary>
    public IReadOnlyList<int> Cpus => _cpus;

    /// <summary>How many there are.</summary>
    public int Count => _cpus.Length;

    /// <summary>Reads <c>0-3,8</c>; false, with what is wrong, where it is something else.</summary>
    public static bool TryParse(string text, out CpuSet? set, out string? problem)
    {
        (set, problem) = (null, null);
        var cpus = new List<int>();
        foreach (string part in text.Trim().Split(','))
        {
            string[] ends = part.Split('-', 2);
            if (!Number(ends[0], out int first) || !Number(ends[^1], out int last) || last < first)
            {
                problem = $"'{text.Trim()}' is not a list of processors: '{part}' is neither a number below {Limit} nor a range such as 0-3";
                return false;
            }
            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }
        set = new CpuSet(cpus);
        return true;
    }

    /// <summary>
    /// Halves for the two sides of a run on one machine: the generator the lower, the target the upper. Null for a single processor, which
    /// both must share.
    /// </summary>
    public (CpuSet Generator, CpuSet Target)? Halve() =>
        Count < 2 ? null : (new CpuSet(_cpus.Take(Count / 2)), new CpuSet(_cpus.Skip(Count / 2)));

    /// <summary>True where every processor of this set is in <paramref name="other"/>.</summary>
    public bool IsWithin(CpuSet other) => _cpus.All(other._cpus.Contains);

    /// <inheritdoc/>
    public bool Equals(CpuSet? other) => other is not null && _cpus.AsSpan().SequenceEqual(other._cpus);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _cpus.Aggregate(17, HashCode.Combine);

    /// <summary>The set as the kernel writes it.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        for (int i = 0, from; i < _cpus.Length; i++)
        {
            for (from = i; i + 1 < _cpus.Length && _cpus[i + 1] == _cpus[i] + 1;) { i++; }
            parts.Add(i == from ? $"{_cpus[i]}" : $"{_cpus[from]}-{_cpus[i]}");
        }
        return string.Join(',', parts);
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < Limit;
}
