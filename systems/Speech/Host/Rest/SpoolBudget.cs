namespace Millrace.Speech.Host.Rest;

/// <summary>How much of forms that are being read may be kept at once, of all requests together: what lies on disk, or on a disk that is memory, stays bounded. Thread-safe.</summary>
internal sealed class SpoolBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Bytes that may still be kept.</summary>
    public long Left => Volatile.Read(ref _left);

    /// <summary>Takes so many; false where there are not so many left, and then none are taken.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
        {
            return true;
        }

        GiveBack(bytes);
        return false;
    }

    /// <summary>Gives so many back.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _left, bytes);
}
