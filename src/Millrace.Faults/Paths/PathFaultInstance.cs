namespace Millrace.Faults;

/// <summary>A fault that is put on the target's path and taken from it again.</summary>
internal sealed class PathFaultInstance(FaultInfo info, PathFault fault, IFaultTarget target) : FaultInstance
{
    private IFaultPath? _path;

    public override async ValueTask InjectAsync(CancellationToken cancellationToken)
    {
        IFaultPath path = target.Path ?? throw new FaultException($"{info.Name}: there is no fault proxy on the path to the target any more");
        _path = path; // before: one whose answer was cut off may hold all the same
        await path.AddAsync(fault, cancellationToken);
    }

    public override async ValueTask<bool> LiftAsync(bool runEnded, CancellationToken cancellationToken)
    {
        if (_path is not { } path) { return false; }
        _path = null;
        await path.RemoveAsync(fault.Name, cancellationToken);
        return true;
    }
}
