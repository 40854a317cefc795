using System.Runtime.InteropServices;
using Millrace.Shards;

namespace Millrace.WebSockets.Frames;

/// <summary>
/// Whole frames in chunks, which are held only while bytes wait in them: a queue grows and shrinks without copying what waits. A mutable structure: a
/// field of its owner, never copied.
/// </summary>
/// <remarks>
/// A chunk is a shard's buffer, or a larger one for a larger message. A frame is never split between two, so chunks may be half empty: what is held
/// is up to twice of what waits, and one buffer more.
/// </remarks>
internal struct FrameRun(ShardBuffers pool, SendQueueShare? share)
{
    // A connection that is slow now and then shall not allocate each time, and one that was very slow shall hold little afterwards.
    private const int MaxKept = 16;

    private FrameChunk _first;
    private List<FrameChunk>? _more; // empty while one chunk is enough
    private int _moreStart;          // those before it have left

    /// <summary>Bytes that wait.</summary>
    public int Bytes { get; private set; }

    /// <summary>Frames not wholly sent yet.</summary>
    public int Frames { get; private set; }

    public readonly bool IsEmpty => _first.Buffer is null;

    /// <summary>True when no frame is cut in two right now.</summary>
    public readonly bool IsAtFrameBoundary => _first.IsAtFrameBoundary;

    /// <summary>Bytes of buffer held, those included that other queues hold too.</summary>
    public readonly int HeldBytes
    {
        get
        {
            int held = _first.Buffer?.Length ?? 0;
            foreach (ref readonly FrameChunk chunk in More)
            {
                held += chunk.Buffer!.Length;
            }

            return held;
        }
    }

    private readonly bool HasMore => _more is { Count: > 0 };

    private readonly Span<FrameChunk> More => CollectionsMarshal.AsSpan(_more)[_moreStart..];

    /// <summary>True when so many bytes fit into what is left of the first buffer.</summary>
    public readonly bool FitsBuffer(int bytes) => !HasMore && _first.End + bytes <= ShardBuffers.Size;

    /// <summary>The place where <paramref name="bytes"/> of frames are to be written; <see cref="Add(int, int)"/> makes them count.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (bytes > (HasMore ? More[^1].Room : _first.Room))
        {
            Append(new FrameChunk(SendBuffers.Rent(pool, share, bytes), null));
        }

        return HasMore ? More[^1].Reserve(bytes) : _first.Reserve(bytes);
    }

    /// <summary>Counts what was written to the place reserved last.</summary>
    public void Add(int bytes, int frames)
    {
        if (HasMore)
        {
            More[^1].Add(bytes);
        }
        else
        {
            _first.Add(bytes);
        }

        Bytes += bytes;
        Frames += frames;
    }

    /// <summary>Appends frames that other queues hold too.</summary>
    public void Add(SharedFrames shared)
    {
        FrameChunk chunk = new(shared.Hold(), shared);
        chunk.Add(shared.Length);
        Append(chunk);
        Bytes += shared.Length;
        Frames += shared.Count;
    }

    /// <summary>The bytes to hand over next, at most to the end of the frame under way where that is asked for; some as long as bytes wait.</summary>
    public readonly ReadOnlySpan<byte> Next(bool frameOnly) => _first.Next(frameOnly);

    /// <summary>Counts the first bytes of <see cref="Next"/> as sent.</summary>
    public void Sent(int count)
    {
        Bytes -= count;
        Frames -= _first.Sent(count);
        if (_first.Bytes == 0)
        {
            RemoveFirst();
        }
    }

    /// <summary>Drops the oldest data frame that has not begun to leave; false when there is none.</summary>
    public bool DropOldest()
    {
        if (DropOldest(ref _first))
        {
            if (_first.Bytes == 0)
            {
                RemoveFirst();
            }

            return true;
        }

        for (int i = 0; i < More.Length; i++)
        {
            if (DropOldest(ref More[i]))
            {
                if (More[i].Bytes == 0)
                {
                    GiveBack(More[i]);
                    Remove(i);
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Drops what waits and gives the buffers back.</summary>
    public void Release()
    {
        while (!IsEmpty)
        {
            RemoveFirst();
        }

        Bytes = Frames = 0;
    }

    private bool DropOldest(ref FrameChunk chunk)
    {
        int before = chunk.Bytes;
        if (chunk.Buffer is null || !chunk.DropOldest())
        {
            return false;
        }

        Bytes -= before - chunk.Bytes;
        Frames--;
        return true;
    }

    private void Append(in FrameChunk chunk)
    {
        if (IsEmpty)
        {
            _first = chunk;
        }
        else
        {
            (_more ??= []).Add(chunk);
        }
    }

    private void RemoveFirst()
    {
        GiveBack(_first);
        if (HasMore)
        {
            _first = More[0];
            Remove(0);
        }
        else
        {
            _first = default;
        }
    }

    // Those that have left stay in the list until they are half of it, so that taking from its front stays cheap.
    private void Remove(int index)
    {
        if (index > 0)
        {
            _more!.RemoveAt(_moreStart + index);
        }
        else
        {
            More[0] = default;
            _moreStart++;
        }

        if (_moreStart == _more!.Count)
        {
            _more.Clear();
            _more = _more.Capacity > MaxKept ? null : _more;
            _moreStart = 0;
        }
        else if (2 * _moreStart > _more.Count)
        {
            _more.RemoveRange(0, _moreStart);
            _moreStart = 0;
        }
    }

    private readonly void GiveBack(in FrameChunk chunk)
    {
        if (chunk.Shared is { } shared)
        {
            shared.Give();
        }
        else
        {
            SendBuffers.Return(pool, share, chunk.Buffer!);
        }
    }
}
