using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Host.Backends;

/// <summary>Tells the switchboard what backends do, and keeps for other threads what it counts.</summary>
internal sealed class SwitchboardHub(Switchboard switchboard) : IBackendHub
{
    private volatile SwitchboardTotals _totals = switchboard.View.Totals;

    /// <summary>How many there are of everything, as of the last tick. From any thread.</summary>
    public SwitchboardTotals Totals => _totals;

    public bool IsBehind => switchboard.IsBehind;

    public void Joined(Backend backend, long now) => switchboard.Joined(backend, now);

    public void Left(Backend backend, string why, long now) => switchboard.Left(backend, why, now);

    public void Act(Backend backend, BackendAction action, long now) => switchboard.Act(backend, action, now);

    public void Refused(Backend backend, ReadOnlySpan<char> requestId, long now) => switchboard.Refused(backend, requestId, now);

    public void Drained(Backend backend) => switchboard.Drained(backend);

    public void Tick(long now)
    {
        switchboard.Tick(now);
        _totals = switchboard.View.Totals;
    }
}
