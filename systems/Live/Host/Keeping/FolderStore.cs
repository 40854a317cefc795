using Millrace.Live.Host.Security;

namespace Millrace.Live.Host.Keeping;

/// <summary>Keeps state as one file a session, so that it outlives the server, killed or stopped. A file is whole or not there: it is written beside its place and moved. The oldest make room.</summary>
/// <param name="folder">The folder, which exists.</param>
/// <param name="lifetime">How long a file counts.</param>
/// <param name="mostFiles">Files at most.</param>
/// <param name="mostBytes">Their bytes at most.</param>
/// <param name="time">The wall clock.</param>
internal sealed class FolderStore(string folder, TimeSpan lifetime, int mostFiles, long mostBytes, TimeProvider time) : ISessionStore
{
    private const string Ending = ".session.json";
    private const string Unfinished = ".new";

    private readonly Lock _lock = new();
    private int _files = int.MaxValue; // Not counted yet.
    private long _bytes;

    public async ValueTask SaveAsync(SessionId id, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        string path = PathOf(id);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (FileStream file = new(path + Unfinished, options))
            {
                await file.WriteAsync(json, cancellationToken).ConfigureAwait(false);
            }

            FileInfo before = new(path);
            long had = before.Exists ? before.Length : -1;
            File.Move(path + Unfinished, path, overwrite: true);
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            Bound(had, json.Length);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public async ValueTask<byte[]?> LoadAsync(SessionId id, CancellationToken cancellationToken)
    {
        string path = PathOf(id);
        try
        {
            return IsOld(path) ? null : await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Expected where nothing was kept; a file that cannot be read is as good as none.
        }
    }

    public ValueTask RemoveAsync(SessionId id, CancellationToken cancellationToken)
    {
        Delete(PathOf(id));
        return default;
    }

    public int Sweep()
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(folder, $"*{Ending}*"))
        {
            if (IsOld(path) && Delete(path))
            {
                count++;
            }
        }

        return count;
    }

    // Counted along, and again from the folder itself where that says too many: what has been removed meanwhile was not counted.
    private void Bound(long had, long has)
    {
        lock (_lock)
        {
            _files += had < 0 && _files != int.MaxValue ? 1 : 0;
            _bytes += has - Math.Max(0, had);
            if (_files <= mostFiles && _bytes <= mostBytes)
            {
                return;
            }

            List<FileInfo> oldestFirst = [.. new DirectoryInfo(folder).EnumerateFiles($"*{Ending}").OrderBy(file => file.LastWriteTimeUtc)];
            (_files, _bytes) = (oldestFirst.Count, oldestFirst.Sum(file => file.Length));
            bool isTooMuch = _files > mostFiles || _bytes > mostBytes;
            foreach (FileInfo file in oldestFirst)
            {
                // A tenth more than it must be, so that not every file is looked at for every new one.
                if (!isTooMuch || (_files <= mostFiles * 0.9 && _bytes <= mostBytes * 0.9))
                {
                    break;
                }

                if (Delete(file.FullName))
                {
                    _files--;
                    _bytes -= file.Length;
                }
            }
        }
    }

    private static bool Delete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It is tried again, and does not count meanwhile once it is too old.
        }
    }

    // Where there is no such file, its time is in 1601.
    private bool IsOld(string path) => time.GetUtcNow() - File.GetLastWriteTimeUtc(path) > lifetime;

    private string PathOf(SessionId id) => Path.Combine(folder, id + Ending);
}
