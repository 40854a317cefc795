namespace Millrace.Gateway.Host.Routing;

/// <summary>The backends that are there, and which of them is next.</summary>
internal sealed class BackendList(SwitchboardOptions options)
{
    private readonly List<BackendLedger> _all = [];
    private long _choices;

    public int Count => _all.Count;

    /// <summary>All of them, in the order of their joining.</summary>
    public IReadOnlyList<BackendLedger> All => _all;

    /// <summary>Opens the books of a backend.</summary>
    public BackendLedger Add(Backend backend)
    {
        BackendLedger ledger = new(backend);
        backend.Ledger = ledger;
        _all.Add(ledger);
        return ledger;
    }

    /// <summary>Closes them: nothing is sent to it from here on.</summary>
    public void Remove(BackendLedger ledger)
    {
        ledger.Backend.Ledger = null;
        _all.Remove(ledger);
    }

    /// <summary>True where a backend has let so many questions time out that others are asked first.</summary>
    public bool IsSuspect(BackendLedger ledger) => ledger.TimeoutsInARow >= options.SuspectAfter;

    /// <summary>True where a backend has to acknowledge something before more of its clients' messages are read.</summary>
    public bool IsFull(BackendLedger ledger) =>
        ledger.Unacknowledged.Count >= options.MaxUnacknowledgedEvents || ledger.Unacknowledged.Bytes >= options.MaxUnacknowledgedBytes;

    /// <summary>The backend for a question; null where none is there that takes one.</summary>
    public BackendLedger? ForQuestion() => Choose(takesQuestions: true);

    /// <summary>The backend for the events of a client whose own has left; null where there is none.</summary>
    public BackendLedger? ForEvents() => Choose(takesQuestions: false);

    private BackendLedger? Choose(bool takesQuestions)
    {
        BackendLedger? best = null;
        foreach (BackendLedger ledger in _all)
        {
            if ((!takesQuestions || !IsFull(ledger)) && (best is null || IsBefore(ledger, best)))
            {
                best = ledger;
            }
        }

        if (best is not null)
        {
            best.LastChosen = ++_choices;
        }

        return best;
    }

    // One that does not answer comes after one that is slow, and that after all others; of equals the one with the fewest clients, counting those under way.
    private bool IsBefore(BackendLedger a, BackendLedger b) =>
        (Trouble(a), a.Clients + a.Questions.Count, a.LastChosen).CompareTo((Trouble(b), b.Clients + b.Questions.Count, b.LastChosen)) < 0;

    private int Trouble(BackendLedger ledger) => IsSuspect(ledger) ? 2 : ledger.Backend.IsCongested || IsFull(ledger) ? 1 : 0;
}
