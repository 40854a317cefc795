namespace Millrace.Hosting;

/// <summary>Where a server stands in its life.</summary>
internal enum ServerStage
{
    Starting,
    Ready,
    Draining,
    Ended,
}
