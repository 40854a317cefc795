using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host.Snapshots;

/// <summary>Swarms in a file, so that a restarted tracker knows its peers at once. The form is <see cref="SnapshotFormat"/>.</summary>
internal static class SwarmSnapshot
{
    /// <summary>
    /// Writes both tables, while others use them: a piece at a time, so no lock is held for long. The file is written beside <paramref name="path"/> as <c>.new</c>, only its owner may read
    /// it (it has addresses of people), and takes the other's place when it is whole and on the disk.
    /// </summary>
    /// <param name="path">The file, replaced where it exists.</param>
    /// <param name="ipv4">A table, or null.</param>
    /// <param name="ipv6">A table, or null.</param>
    /// <param name="now">The tables' clock, in seconds.</param>
    /// <param name="wallclock">The time of day that is the same.</param>
    /// <param name="cancellation">Leaves the old file as it is.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public static async Task<SnapshotResult> WriteAsync(
        string path, SwarmTable? ipv4, SwarmTable? ipv6, uint now, DateTimeOffset wallclock, CancellationToken cancellation = default)
    {
        string part = path + ".new";
        try
        {
            SnapshotResult result;
            FileStream file = OpenNew(part);
            await using (file.ConfigureAwait(false))
            {
                using SnapshotWriter writer = new(file);
                await writer.StartAsync(cancellation).ConfigureAwait(false);
                await writer.AddAsync(ipv4, now, cancellation).ConfigureAwait(false);
                await writer.AddAsync(ipv6, now, cancellation).ConfigureAwait(false);
                result = await writer.FinishAsync(wallclock, cancellation).ConfigureAwait(false);
            }

            File.Move(part, path, overwrite: true);
            return result;
        }
        catch
        {
            DeleteQuietly(part);
            throw;
        }
    }

    /// <summary>
    /// Reads a file into tables that nobody has announced to yet. It is looked through whole before the first peer is taken over, so of a file that is refused nothing is.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="ipv4">A table, or null where the family is not served.</param>
    /// <param name="ipv6">A table, or null where the family is not served.</param>
    /// <param name="now">The tables' clock, in seconds.</param>
    /// <param name="wallclock">The time of day that is the same; where it is before the file's, no time is taken to have passed.</param>
    /// <returns>What was read; null where there is no such file, as at the first start.</returns>
    /// <exception cref="SnapshotException">The file is foreign, cut off, damaged or cannot be opened.</exception>
    public static SnapshotResult? Read(string path, SwarmTable? ipv4, SwarmTable? ipv6, uint now, DateTimeOffset wallclock)
    {
        try
        {
            using FileStream file = new(path, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan });
            SnapshotReader reader = new(path, file);
            SnapshotHead head = reader.Check();
            return reader.Load(head, new SnapshotTarget(ipv4, ipv6, now, head.Written, wallclock));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SnapshotException(path, $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static FileStream OpenNew(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.Asynchronous, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(path, options);
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What went wrong before says more than that its rest cannot be cleared away.
        }
    }
}
