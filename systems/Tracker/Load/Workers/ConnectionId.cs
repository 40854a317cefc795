using Millrace.Engine;

namespace Millrace.Tracker.Load.Workers;

/// <summary>A worker's connection id: since when it holds, and whether it is to blame for an error.</summary>
internal struct ConnectionId
{
    // An id that is rejected sooner than this after it came, and was never accepted, was not rejected for its age or for a restart.
    private static readonly long _young = Ticks.FromSeconds(1);

    private bool _wasAccepted;
    private bool _isReplacement;

    public bool IsThere { get; private set; }

    public ulong Value { get; private set; }

    /// <summary>When it came, in ticks.</summary>
    public long Since { get; private set; }

    /// <summary>The tracker gave a new one.</summary>
    public void Renew(ulong value, long now)
    {
        (Value, Since, IsThere) = (value, now, true);
        _wasAccepted = false;
    }

    /// <summary>It is not to be used again.</summary>
    public void Drop() => IsThere = false;

    /// <summary>A request under an id was answered.</summary>
    public void Accepted(ulong value)
    {
        if (IsThere && value == Value)
        {
            _wasAccepted = true;
            _isReplacement = false;
        }
    }

    /// <summary>
    /// A request under an id was answered with an error. True where the id is given up: where the error is about it, or where nobody knows what it is about, unless the id
    /// was got for the same reason and nothing has been answered under it since, because then it is not the id. An error that is about the id is believed again after a
    /// second: the tracker may have been started anew meanwhile.
    /// </summary>
    public bool Rejected(ulong value, bool isAboutId, bool isUnclear, long now)
    {
        bool isIdle = _isReplacement && !_wasAccepted && !(isAboutId && now - Since >= _young);
        if (!IsThere || value != Value || !(isAboutId || isUnclear) || isIdle)
        {
            return false;
        }

        _isReplacement = true;
        Drop();
        return true;
    }
}
