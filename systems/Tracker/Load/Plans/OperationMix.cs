using System.Globalization;

namespace Millrace.Tracker.Load.Plans;

/// <summary>
/// How often a worker announces, scrapes and connects anew, as weights: <c>announce=80,scrape=20</c>. Connects that a worker cannot do without, because it has no id or an
/// old one, come on top.
/// </summary>
internal readonly record struct OperationMix(int Announce, int Scrape, int Connect)
{
    private const int MaxWeight = 1_000_000;

    /// <summary>Mostly announces; connects few enough to cost little and enough to be measured.</summary>
    public static OperationMix Default => new(78, 19, 3);

    private int Total => Announce + Scrape + Connect;

    /// <summary>Reads weights; false, with what is wrong, where they are none.</summary>
    public static bool TryParse(string text, out OperationMix mix, out string problem)
    {
        mix = default;
        var weights = new Dictionary<string, int>(StringComparer.Ordinal) { ["announce"] = 0, ["scrape"] = 0, ["connect"] = 0 };
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length < 2 || !weights.ContainsKey(pair[0]))
            {
                problem = $"'{part}' is no weight; it is announce=N, scrape=N or connect=N";
                return false;
            }

            if (!int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int weight) || weight > MaxWeight)
            {
                problem = $"the weight of {pair[0]} is '{pair[1]}'; it is a whole number from 0 to 1,000,000";
                return false;
            }

            weights[pair[0]] = weight;
        }

        mix = new(weights["announce"], weights["scrape"], weights["connect"]);
        problem = mix.Total == 0 ? "all weights are 0" : "";
        return mix.Total > 0;
    }

    /// <summary>The operation that a random number means.</summary>
    public TrackerOperation At(ulong random)
    {
        int place = (int)(random % (uint)Total);
        return place < Announce ? TrackerOperation.Announce : place < Announce + Scrape ? TrackerOperation.Scrape : TrackerOperation.Connect;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"announce {100.0 * Announce / Total:0.#} %, scrape {100.0 * Scrape / Total:0.#} %, connect {100.0 * Connect / Total:0.#} %");
}
