namespace Millrace.Cli.Running;

/// <summary>Which processors each side of a sweep over cores gets: the generator the same ones in every run, the target the last of the machine's. Pure.</summary>
/// <param name="Generator">The generator's.</param>
/// <param name="Target">Those that the target is given some of.</param>
internal sealed record SweepCores(IReadOnlyList<int> Generator, IReadOnlyList<int> Target)
{
    /// <summary>The split for a target of up to <paramref name="most"/> cores; where none would be left for the generator, both share.</summary>
    public static SweepCores For(IReadOnlyList<int> allowed, int most, IReadOnlyList<int>? generator)
    {
        int[] target = [.. allowed.Skip(allowed.Count - most)];
        int[] left = [.. allowed.Except(target)];
        return new SweepCores(generator ?? (left.Length > 0 ? left : [.. allowed.Take(Math.Max(1, allowed.Count / 2))]), target);
    }

    /// <summary>Where a target of so many cores runs: as far as possible from the generator.</summary>
    public IReadOnlyList<int> TargetOf(int cores) => [.. Target.OrderBy(cpu => Generator.Contains(cpu)).ThenByDescending(cpu => cpu).Take(cores).Order()];
}
