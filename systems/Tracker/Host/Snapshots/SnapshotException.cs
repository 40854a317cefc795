namespace Millrace.Tracker.Host.Snapshots;

/// <summary>A snapshot that cannot be used. The message names the file, says what is wrong with it and what to do.</summary>
internal sealed class SnapshotException : Exception
{
    public SnapshotException(string path, string wrong, Exception? inner = null)
        : base($"The file '{path}' {wrong}. Nothing was read from it. Put a good copy in its place, or move it away: without it the tracker starts empty and knows its peers again after one announce interval.", inner)
    {
    }
}
