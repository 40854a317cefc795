using System.Runtime.InteropServices;

namespace Millrace.Engine.Clients;

/// <summary>
/// One client's attempts to connect again that failed, during one outage. Until the fault's end an attempt is one that no server answered, unless a server said no;
/// from then on a server is there, and whatever becomes of an attempt is its doing.
/// </summary>
internal sealed class ConnectFailures
{
    // Word of the end comes a moment after it, and only what failed in that moment must be judged again: 8 attempts are 0.8 s of a storm.
    private const int Kept = 8;

    private Queue<Attempt>? _unsettled;
    private long _endedAt;

    /// <summary>Attempts by kind of error; null until one failed.</summary>
    public Dictionary<string, int>? Kinds { get; private set; }

    /// <summary>Attempts that no server answered.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Attempts that a server refused, or failed in any other way though it was there.</summary>
    public int Refused { get; private set; }

    /// <summary>The same attempts under another fault, whose end is still to come.</summary>
    public ConnectFailures Copy() => new()
    {
        Kinds = Kinds is null ? null : new Dictionary<string, int>(Kinds, Kinds.Comparer),
        Unanswered = Unanswered,
        Refused = Refused,
        _unsettled = _unsettled is null ? null : new Queue<Attempt>(_unsettled),
    };

    /// <summary>An attempt failed. Times in ticks.</summary>
    public void Add(string kind, long started, long failed)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(Kinds ??= new Dictionary<string, int>(StringComparer.Ordinal), kind, out _)++;
        var attempt = new Attempt(kind, started, failed);
        if (IsServers(attempt))
        {
            Refused++;
            return;
        }

        Unanswered++;
        if (_endedAt == 0)
        {
            _unsettled ??= new Queue<Attempt>(Kept);
            if (_unsettled.Count == Kept)
            {
                _unsettled.Dequeue();
            }

            _unsettled.Enqueue(attempt);
        }
    }

    /// <summary>The fault is over since <paramref name="at"/>: the server serves.</summary>
    public void Ended(long at)
    {
        _endedAt = at;
        int servers = _unsettled?.Count(IsServers) ?? 0;
        _unsettled = null;
        Unanswered -= servers;
        Refused += servers;
    }

    private bool IsServers(Attempt attempt) =>
        !ErrorKinds.IsOfTransport(attempt.Kind)
        || (_endedAt > 0 && !ErrorKinds.IsOfGenerator(attempt.Kind) && (attempt.Started >= _endedAt || (attempt.Failed >= _endedAt && WasTaken(attempt.Kind))));

    // One that began before the end may have met nobody, or have lost most of its time with the fault.
    private static bool WasTaken(string kind) => kind is not (ErrorKinds.Refused or ErrorKinds.TimedOut or ErrorKinds.Unreachable);

    private readonly record struct Attempt(string Kind, long Started, long Failed);
}
