using System.Globalization;

namespace Millrace.Bench.Tracker;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record BenchOptions
{
    private static readonly string[] Names = ["uniform", "zipf", "speed"];

    public string? Only { get; init; }

    public int Peers { get; init; } = 10_000_000;

    public int Swarms { get; init; } = 1_000_000;

    public bool IsIPv6 { get; init; }

    public bool Runs(string name) => Only is null || Only == name;

    public static bool TryRead(string[] args, out BenchOptions options)
    {
        options = new();
        for (int n = 0; n < args.Length; n++)
        {
            if (args[n] == "--ipv6")
            {
                options = options with { IsIPv6 = true };
            }
            else if (Names.Contains(args[n]))
            {
                options = options with { Only = args[n] };
            }
            else if (n + 1 < args.Length && int.TryParse(args[n + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0)
            {
                options = args[n++] == "--peers" ? options with { Peers = value } : options with { Swarms = value };
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
