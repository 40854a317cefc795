namespace Millrace.Tracker.Host.Admission;

/// <summary>A file that is read again when it changes, and when the operator says so. From any thread.</summary>
internal interface IWatchedFile
{
    /// <summary>
    /// Reads it again where it has another time or length than when it was last read, and the same as at the last look: one that is still being written waits for the next.
    /// </summary>
    void ReloadIfChanged();

    /// <summary>Reads it again at once. Where that fails, what was read before stays and the log says why.</summary>
    void Reload();
}
