namespace Millrace.Faults;

/// <summary>
/// What one fault does to one direction of one connection. Pure: it takes pieces and the time and gives pieces back, in order; the relay around it does all waiting. So every
/// wait ends the moment that the stage is taken away.
/// </summary>
internal abstract class TcpStage
{
    private readonly Queue<(Piece Piece, long Due)> _held = new();

    /// <summary>Memory that the pieces in it hold.</summary>
    public long Held { get; private set; }

    /// <summary>False while nothing may be pushed, so that what comes before it holds it back.</summary>
    public virtual bool Accepts => true;

    /// <summary>When the next piece may be pulled, in ticks; <see cref="long.MaxValue"/> where no time alone brings it on.</summary>
    public virtual long NextDue => _held.TryPeek(out (Piece, long Due) first) ? first.Due : long.MaxValue;

    /// <summary>When it strikes the connection as a whole; <see cref="long.MaxValue"/>: never.</summary>
    public virtual long StrikesAt => long.MaxValue;

    /// <summary>How it strikes: <see cref="PieceKind.Reset"/> or <see cref="PieceKind.Cut"/>.</summary>
    public virtual PieceKind Strike => PieceKind.Cut;

    /// <summary>Pieces in it.</summary>
    protected int Count => _held.Count;

    /// <summary>Takes a piece that has come at <paramref name="now"/>.</summary>
    public abstract void Push(in Piece piece, long now);

    /// <summary>The next piece that may go on at <paramref name="now"/>.</summary>
    public bool TryPull(long now, out Piece piece)
    {
        if (NextDue <= now && _held.TryDequeue(out (Piece Piece, long Due) first))
        {
            piece = first.Piece;
            Held -= piece.Cost;
            return true;
        }

        piece = default;
        return false;
    }

    /// <summary>The oldest piece, whenever it is due: the stage is being taken away.</summary>
    public bool TryRelease(out Piece piece)
    {
        bool any = _held.TryDequeue(out (Piece Piece, long Due) first);
        piece = first.Piece;
        Held -= any ? piece.Cost : 0;
        return any;
    }

    /// <summary>Takes over what the stage in its place has counted: the settings of a fault were changed.</summary>
    public virtual void Continue(TcpStage before)
    {
    }

    /// <summary>Keeps a piece behind those that are there already.</summary>
    protected void Keep(in Piece piece, long due)
    {
        _held.Enqueue((piece, due));
        Held += piece.Cost;
    }
}
