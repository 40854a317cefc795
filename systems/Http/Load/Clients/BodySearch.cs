namespace Millrace.Http.Load.Clients;

/// <summary>Looks for a text in a body that comes in pieces, without keeping more of it than the text is long.</summary>
internal sealed class BodySearch
{
    private byte[] _sought = [];
    private byte[] _seam = [];
    private int _kept;

    /// <summary>True once it was found.</summary>
    public bool IsFound { get; private set; }

    /// <summary>Begins anew; null finds everything.</summary>
    public void Begin(byte[]? sought)
    {
        IsFound = sought is null;
        _kept = 0;
        if (sought is not null && !ReferenceEquals(sought, _sought))
        {
            _sought = sought;
            _seam = new byte[2 * sought.Length];
        }
    }

    /// <summary>Looks into a piece.</summary>
    public void Take(ReadOnlySpan<byte> piece)
    {
        if (IsFound || piece.IsEmpty)
        {
            return;
        }

        // Over the seam: the end of what came before, and as much of this piece as can complete it.
        int most = _sought.Length - 1;
        int ahead = Math.Min(most, piece.Length);
        piece[..ahead].CopyTo(_seam.AsSpan(_kept));
        IsFound = (_kept > 0 && _seam.AsSpan(0, _kept + ahead).IndexOf(_sought) >= 0) || piece.IndexOf(_sought) >= 0;
        if (piece.Length >= most)
        {
            piece[^most..].CopyTo(_seam);
            _kept = most;
        }
        else
        {
            int keep = Math.Min(most, _kept + ahead);
            _seam.AsSpan(_kept + ahead - keep, keep).CopyTo(_seam);
            _kept = keep;
        }
    }
}
