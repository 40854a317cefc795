namespace Millrace.WebSockets.Connection;

/// <summary>Decides when to ping a silent peer and when to give it up. Pure: ticks in, step out.</summary>
internal struct KeepAlive
{
    private long _since;
    private bool _pinged;

    /// <summary>Takes whether anything was heard since the last check; any byte counts as a pong.</summary>
    public KeepAliveStep Check(long now, bool heard, long intervalTicks, long timeoutTicks)
    {
        if (heard)
        {
            _since = now;
            _pinged = false;
            return KeepAliveStep.None;
        }

        if (_pinged)
        {
            return now - _since >= timeoutTicks ? KeepAliveStep.Drop : KeepAliveStep.None;
        }

        if (now - _since < intervalTicks)
        {
            return KeepAliveStep.None;
        }

        _since = now;
        _pinged = true;
        return KeepAliveStep.Ping;
    }
}
