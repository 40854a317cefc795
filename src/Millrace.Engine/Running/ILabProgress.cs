namespace Millrace.Engine.Running;

/// <summary>Who watches a run while it runs. Called on the lab's own thread, never on a shard's; a slow watcher delays nothing but the next call.</summary>
public interface ILabProgress
{
    /// <summary>Something happened that a person wants to know at once: a phase began, a fault was injected, the target died.</summary>
    void Note(LabNote note);

    /// <summary>A second has passed.</summary>
    void Tick(LabTick tick);
}
