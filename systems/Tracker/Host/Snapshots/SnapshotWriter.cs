using System.Security.Cryptography;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Snapshots;

/// <summary>Writes a file from its start to its end; the head comes last, so that a file that was not finished has none.</summary>
internal sealed class SnapshotWriter(FileStream file) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[256 * 1024];
    private int _used;
    private long _length;
    private long _swarms;
    private long _peers;

    /// <summary>Leaves room for the head.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _length = SnapshotFormat.HeadBytes;
        await file.WriteAsync(new byte[SnapshotFormat.HeadBytes], cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds a table's swarms.</summary>
    public async Task AddAsync(SwarmTable? table, uint now, CancellationToken cancellation)
    {
        List<InfoHash> larger = [];
        for (int part = 0; table is not null && part < SwarmTable.Parts; part++)
        {
            SwarmCopy copy = table.Copy(part, now, _buffer.AsSpan(_used), larger);
            while (!copy.IsWhole)
            {
                await FlushAsync(cancellation).ConfigureAwait(false);
                if (copy.Bytes > _buffer.Length)
                {
                    // Half as much again, since the swarms may grow until the next try.
                    _buffer = new byte[copy.Bytes + (copy.Bytes / 2)];
                }

                copy = table.Copy(part, now, _buffer, larger);
            }

            Count(copy);
            foreach (InfoHash hash in larger)
            {
                await AddLargerAsync(table, hash, now, cancellation).ConfigureAwait(false);
            }

            larger.Clear();
        }
    }

    /// <summary>Writes the end and the head, and waits until the disk has them.</summary>
    public async Task<SnapshotResult> FinishAsync(DateTimeOffset wallclock, CancellationToken cancellation)
    {
        await FlushAsync(cancellation).ConfigureAwait(false);
        _buffer[0] = SnapshotFormat.End;
        _used = 1;
        await FlushAsync(cancellation).ConfigureAwait(false);
        byte[] head = new byte[SnapshotFormat.HeadBytes];
        new SnapshotHead(wallclock, _length).Write(head, _hash);
        file.Position = 0;
        await file.WriteAsync(head, cancellation).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        return new() { Swarms = _swarms, Peers = _peers, Bytes = _length, Written = wallclock };
    }

    public void Dispose() => _hash.Dispose();

    // In pieces, so that nobody waits for the whole of it.
    private async Task AddLargerAsync(SwarmTable table, InfoHash hash, uint now, CancellationToken cancellation)
    {
        for (int left = int.MaxValue; left > 0;)
        {
            if (_buffer.Length - _used < SwarmTable.PieceBytes)
            {
                await FlushAsync(cancellation).ConfigureAwait(false);
            }

            Count(table.CopyPiece(in hash, now, ref left, _buffer.AsSpan(_used)));
        }
    }

    private void Count(SwarmCopy copy)
    {
        _used += copy.Bytes;
        _swarms += copy.Swarms;
        _peers += copy.Peers;
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        _hash.AppendData(_buffer, 0, _used);
        await file.WriteAsync(_buffer.AsMemory(0, _used), cancellation).ConfigureAwait(false);
        _length += _used;
        _used = 0;
    }
}
