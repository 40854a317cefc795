namespace Millrace.Faults;

/// <summary>
/// The stages of one direction of one connection, in the order in which their faults were added. Pure, like its stages. Stages come and go while pieces are under way: what a stage
/// held when it goes passes to the one behind it at once, so order is kept and nothing is lost.
/// </summary>
internal sealed class TcpChain
{
    /// <summary>What may wait beyond the last stage while the receiver is slow.</summary>
    private const int MostInOutlet = 64 * 1024;

    private readonly List<(string Name, TcpStage Stage)> _stages = [];
    private readonly Queue<Piece> _outlet = new();
    private long _inOutlet;

    /// <summary>True where nothing stands between the two ends and nothing waits there.</summary>
    public bool IsClear => _stages.Count == 0 && _outlet.Count == 0;

    /// <summary>True while a fault stands in it.</summary>
    public bool HasStages => _stages.Count > 0;

    /// <summary>Memory that the pieces in it hold.</summary>
    public long Held { get; private set; }

    /// <summary>False while nothing may be pushed.</summary>
    public bool Accepts => _stages.Count == 0 ? _inOutlet < MostInOutlet : _stages[0].Stage.Accepts;

    /// <summary>When a pull that found nothing is worth another; <see cref="long.MaxValue"/>: only a push or a change brings one on.</summary>
    public long NextDue
    {
        get
        {
            long next = long.MaxValue;
            for (int i = 0; i < _stages.Count; i++)
            {
                // A stage whose next one is full has nothing to wait for but that one.
                if (i == _stages.Count - 1 || _stages[i + 1].Stage.Accepts) { next = Math.Min(next, _stages[i].Stage.NextDue); }
            }

            return next;
        }
    }

    /// <summary>Takes a piece at the near end.</summary>
    public void Push(in Piece piece, long now)
    {
        if (_stages.Count == 0) { PutOut(piece); }
        else { _stages[0].Stage.Push(piece, now); }
        Count();
    }

    /// <summary>The next piece at the far end.</summary>
    public bool TryPull(long now, out Piece piece)
    {
        while (Advance(now))
        {
        }

        bool any = _outlet.TryDequeue(out piece);
        if (any) { _inOutlet -= piece.Cost; }
        else if (_stages.Count > 0) { any = _stages[^1].Stage.TryPull(now, out piece); }
        Count();
        return any;
    }

    /// <summary>Puts a stage behind those that are there.</summary>
    public void Add(string name, TcpStage stage) => _stages.Add((name, stage));

    /// <summary>Takes a stage away, if it is there; what it held goes on at once.</summary>
    public void Remove(string name, long now)
    {
        int at = _stages.FindIndex(s => s.Name == name);
        if (at < 0) { return; }
        TcpStage gone = _stages[at].Stage;
        _stages.RemoveAt(at);
        Empty(gone, at, now);
    }

    /// <summary>Puts a stage in the place of the one of its name; what that one held goes on at once.</summary>
    public void Replace(string name, TcpStage stage, long now)
    {
        int at = _stages.FindIndex(s => s.Name == name);
        if (at < 0)
        {
            Add(name, stage);
            return;
        }

        TcpStage gone = _stages[at].Stage;
        stage.Continue(gone);
        _stages[at] = (name, stage);
        Empty(gone, at + 1, now);
    }

    /// <summary>True while a stage is a part of it.</summary>
    public bool Has(TcpStage stage) => _stages.Exists(s => s.Stage == stage);

    // One step of everything that may go on; what moved may make room for, or be due in, another stage.
    private bool Advance(long now)
    {
        bool moved = false;
        for (int i = _stages.Count - 2; i >= 0; i--)
        {
            TcpStage behind = _stages[i + 1].Stage;
            while (behind.Accepts && _stages[i].Stage.TryPull(now, out Piece piece))
            {
                behind.Push(piece, now);
                moved = true;
            }
        }

        return moved;
    }

    private void Empty(TcpStage gone, int next, long now)
    {
        while (gone.TryRelease(out Piece piece))
        {
            if (next < _stages.Count) { _stages[next].Stage.Push(piece, now); }
            else { PutOut(piece); }
        }

        Count();
    }

    private void PutOut(in Piece piece)
    {
        _outlet.Enqueue(piece);
        _inOutlet += piece.Cost;
    }

    private void Count()
    {
        long held = _inOutlet;
        foreach ((_, TcpStage stage) in _stages) { held += stage.Held; }
        Held = held;
    }
}
