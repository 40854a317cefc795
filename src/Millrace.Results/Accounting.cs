using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>
/// Where every message of a run went, in messages. Counted over the whole run, every phase included; the identities hold once the drain has ended.
/// </summary>
public sealed record Accounting
{
    /// <summary>Starts that the load model asked for.</summary>
    public long Due { get; init; }

    /// <summary>Starts that happened.</summary>
    public long Sent { get; init; }

    /// <summary>Starts that could not happen in time and were given up.</summary>
    public long Dropped { get; init; }

    /// <summary>Answered rightly and in time.</summary>
    public long Ok { get; init; }

    /// <summary>Answered rightly, but after the timeout.</summary>
    public long Late { get; init; }

    /// <summary>Answered with an error.</summary>
    public long Failed { get; init; }

    /// <summary>Never answered, with the connection standing to the end of the drain.</summary>
    public long Lost { get; init; }

    /// <summary>Answered with something else than was expected.</summary>
    public long Corrupted { get; init; }

    /// <summary>Sent on a connection that broke before the answer: whether the target handled them cannot be known.</summary>
    public long Indefinite { get; init; }

    /// <summary>Answers that came in, of every kind.</summary>
    public long Received { get; init; }

    /// <summary>Answers to a message that had been answered already.</summary>
    public long Duplicated { get; init; }

    /// <summary>Answers to nothing that was sent.</summary>
    public long Unexpected { get; init; }

    /// <summary>Never answered, whatever the reason: lost and indefinite together, as thresholds count it.</summary>
    [JsonIgnore]
    public long Loss => Lost + Indefinite;

    /// <summary>The sum of two accounts.</summary>
    public static Accounting operator +(Accounting a, Accounting b) => a.Plus(b);

    /// <summary>The sum of this account and another one.</summary>
    public Accounting Plus(Accounting other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Accounting
        {
            Due = Due + other.Due,
            Sent = Sent + other.Sent,
            Dropped = Dropped + other.Dropped,
            Ok = Ok + other.Ok,
            Late = Late + other.Late,
            Failed = Failed + other.Failed,
            Lost = Lost + other.Lost,
            Corrupted = Corrupted + other.Corrupted,
            Indefinite = Indefinite + other.Indefinite,
            Received = Received + other.Received,
            Duplicated = Duplicated + other.Duplicated,
            Unexpected = Unexpected + other.Unexpected,
        };
    }

    /// <summary>The identities that do not hold, each as a sentence with its numbers; empty if the account is closed.</summary>
    public IReadOnlyList<string> BrokenIdentities()
    {
        List<string> broken = [];
        Check(broken, "due", Due, ("sent", Sent), ("dropped", Dropped));
        Check(broken, "sent", Sent, ("ok", Ok), ("late", Late), ("failed", Failed), ("lost", Lost), ("corrupted", Corrupted), ("indefinite", Indefinite));
        Check(broken, "received", Received, ("ok", Ok), ("late", Late), ("failed", Failed), ("corrupted", Corrupted), ("duplicated", Duplicated), ("unexpected", Unexpected));
        return broken;
    }

    private static void Check(List<string> broken, string name, long whole, params ReadOnlySpan<(string Name, long Count)> parts)
    {
        long sum = 0;
        string names = "";
        string numbers = "";
        foreach ((string part, long count) in parts)
        {
            string plus = names.Length == 0 ? "" : " + ";
            sum += count;
            names += plus + part;
            numbers += $"{plus}{count}";
        }

        if (whole != sum)
        {
            string side = whole > sum ? $"{whole - sum} missing on the right" : $"{sum - whole} too many on the right";
            broken.Add($"{name} = {names} is broken: {whole} is not {numbers} ({side})");
        }
    }
}
