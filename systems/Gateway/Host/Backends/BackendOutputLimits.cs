namespace Millrace.Gateway.Host.Backends;

/// <summary>How much may wait for one backend, in bytes.</summary>
/// <param name="High">Above this it is congested: clients whose messages go there are not read.</param>
/// <param name="Low">At this it is no longer.</param>
/// <param name="Most">Above this its connection is given up. Far above the high-water mark, because what cannot be held, such as clients that leave, is still queued.</param>
internal sealed record BackendOutputLimits(int High, int Low, int Most)
{
    public static BackendOutputLimits Default { get; } = new(1024 * 1024, 256 * 1024, 256 * 1024 * 1024);
}
