namespace Millrace.Live.Host.Rendering;

/// <summary>The longest increasing subsequence: those siblings that can stay where they are, so that the fewest are moved.</summary>
internal static class LongestRun
{
    /// <summary>For each place whether it belongs to the subsequence. Negative sources belong to none. O(n log n).</summary>
    internal static bool[] Of(ReadOnlySpan<int> sources)
    {
        bool[] belongs = new bool[sources.Length];
        int[] tails = new int[sources.Length];
        int[] before = new int[sources.Length];
        int length = 0;
        for (int i = 0; i < sources.Length; i++)
        {
            int source = sources[i];
            if (source < 0)
            {
                continue;
            }

            int low = 0, high = length;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (sources[tails[middle]] < source)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            before[i] = low > 0 ? tails[low - 1] : -1;
            tails[low] = i;
            length = Math.Max(length, low + 1);
        }

        for (int i = length > 0 ? tails[length - 1] : -1; i >= 0; i = before[i])
        {
            belongs[i] = true;
        }

        return belongs;
    }
}
