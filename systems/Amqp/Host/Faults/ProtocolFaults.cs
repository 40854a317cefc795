namespace Millrace.Amqp.Host.Faults;

/// <summary>Faults that a broker can have while its network is well, for programs that must bear them. All are off at first; each may be set at any time from any thread.</summary>
public sealed class ProtocolFaults
{
    private volatile ConfirmFaults _confirms = new();
    private volatile bool _isBlocked;
    private volatile bool _isSilent;

    /// <summary>What happens to confirms.</summary>
    public ConfirmFaults Confirms
    {
        get => _confirms;
        set => _confirms = value;
    }

    /// <summary>Publishers are blocked as if memory were short.</summary>
    public bool IsBlocked
    {
        get => _isBlocked;
        set => _isBlocked = value;
    }

    /// <summary>No heartbeats are sent.</summary>
    public bool StopsHeartbeats
    {
        get => _isSilent;
        set => _isSilent = value;
    }
}
