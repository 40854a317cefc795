namespace Millrace.Engine.Running;

/// <summary>Watches nothing.</summary>
public sealed class SilentProgress : ILabProgress
{
    /// <summary>The one there is.</summary>
    public static SilentProgress Instance { get; } = new();

    public void Note(LabNote note)
    {
    }

    public void Tick(LabTick tick)
    {
    }
}
