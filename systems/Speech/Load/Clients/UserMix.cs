using System.Globalization;

namespace Millrace.Speech.Load.Clients;

/// <summary>
/// Which kinds of users there are, as weights: <c>websocket=1,rest=1,mixed=1</c>. Users are dealt out evenly, so that any number of them in a row comes as near to the shares as it can.
/// </summary>
internal sealed class UserMix
{
    public const string Default = "websocket=1,rest=1,mixed=1";

    private const int MaxWeight = 1000;

    private static readonly (string Name, UserKind Kind)[] _kinds =
        [("websocket", UserKind.WebSocketOnly), ("rest", UserKind.RestOnly), ("mixed", UserKind.Transcription), ("health", UserKind.Health)];

    private readonly UserKind[] _deal;

    private UserMix(UserKind[] deal) => _deal = deal;

    /// <summary>What can have a weight.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _kinds.Select(kind => kind.Name)];

    /// <summary>Reads weights; false, with what is wrong, where they are none.</summary>
    public static bool TryParse(string text, out UserMix mix, out string problem)
    {
        mix = new UserMix([UserKind.Transcription]);
        int[] weights = new int[_kinds.Length];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            int kind = Array.FindIndex(_kinds, each => each.Name == pair[0]);
            if (pair.Length < 2 || kind < 0)
            {
                problem = $"'{part}' is no weight; it is {string.Join(", ", Names.Select(name => name + "=N"))}";
                return false;
            }

            if (!int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out weights[kind]) || weights[kind] > MaxWeight)
            {
                problem = $"the weight of {pair[0]} is '{pair[1]}'; it is a whole number from 0 to 1,000";
                return false;
            }
        }

        problem = weights.Sum() == 0 ? "all weights are 0" : "";
        if (problem.Length > 0)
        {
            return false;
        }

        mix = new UserMix(Deal(weights));
        return true;
    }

    /// <summary>What the user of this index, from 0, is.</summary>
    public UserKind At(int index) => _deal[index % _deal.Length];

    // Smooth weighted round robin: each turn every kind gains its weight, and the richest pays for a user.
    private static UserKind[] Deal(int[] weights)
    {
        int total = weights.Sum();
        int[] credit = new int[weights.Length];
        var deal = new UserKind[total];
        for (int i = 0; i < total; i++)
        {
            int richest = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                credit[k] += weights[k];
                richest = credit[k] > credit[richest] ? k : richest;
            }

            credit[richest] -= total;
            deal[i] = _kinds[richest].Kind;
        }

        return deal;
    }
}
