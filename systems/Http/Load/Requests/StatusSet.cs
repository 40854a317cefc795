using System.Collections;
using System.Globalization;

namespace Millrace.Http.Load.Requests;

/// <summary>Which statuses are right: <c>2xx</c>, <c>200,304</c>, <c>2xx,404</c>, or <c>any</c>.</summary>
internal sealed class StatusSet
{
    private const int First = 100, Count = 500;

    private readonly BitArray _right = new(Count);

    private StatusSet()
    {
    }

    /// <summary>True where an answer with this status is right.</summary>
    public bool Has(int status) => status is >= First and < First + Count && _right[status - First];

    /// <summary>Reads one; null where it is none.</summary>
    public static StatusSet? Parse(string text)
    {
        var set = new StatusSet();
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (word == "any")
            {
                set._right.SetAll(true);
            }
            else if (word is [>= '1' and <= '5', 'x' or 'X', 'x' or 'X'])
            {
                set.Add((word[0] - '0') * 100, 100);
            }
            else if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= First and < First + Count)
            {
                set.Add(status, 1);
            }
            else
            {
                return null;
            }
        }

        return set;
    }

    private void Add(int from, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _right[from - First + i] = true;
        }
    }
}
