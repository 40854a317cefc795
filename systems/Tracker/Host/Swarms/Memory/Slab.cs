namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>
/// Memory of one stripe: small blocks of one size each out of chunks, those up to 1 MiB out of runs of chunks, larger ones straight from the system. Not thread-safe: the stripe's lock guards it. Whoever frees a block
/// knows how many bytes it asked for, so blocks have no heads.
/// </summary>
internal sealed unsafe class Slab(ChunkSource chunks, PageSource pages)
{
    private const int MostChunksInRun = 16;
    private const long RunBytes = (long)MostChunksInRun * Chunk.Bytes;

    private static readonly long PageBytes = Environment.SystemPageSize;

    private readonly Chunk*[] _withRoom = new Chunk*[SizeClasses.Count];
    private Chunk* _spare;
    private int _chunks;
    private long _reserved;
    private long _inUse;

    /// <summary>Bytes taken from the system.</summary>
    public long BytesReserved => Volatile.Read(ref _reserved);

    /// <summary>Bytes of blocks that are handed out.</summary>
    public long BytesInUse => Volatile.Read(ref _inUse);

    /// <summary>Bytes that a request for so many really gets.</summary>
    public static long RoomFor(long bytes)
    {
        if (bytes <= SizeClasses.MaxBytes)
        {
            return SizeClasses.Bytes(SizeClasses.Of((int)bytes));
        }

        long unit = bytes <= RunBytes ? Chunk.Bytes : PageBytes;
        return (bytes + unit - 1) / unit * unit;
    }

    /// <summary>A block with undefined content at a multiple of 16, or null where the system has no memory left.</summary>
    public byte* Take(long bytes)
    {
        long room = RoomFor(bytes);
        byte* block = room <= SizeClasses.MaxBytes ? TakeSmall(SizeClasses.Of((int)bytes), (int)room) : TakeLarge(room);
        if (block != null)
        {
            _inUse += room;
        }

        return block;
    }

    /// <summary>Gives a block back, with the bytes that were asked for.</summary>
    public void Return(byte* block, long bytes)
    {
        long room = RoomFor(bytes);
        _inUse -= room;
        if (room <= SizeClasses.MaxBytes)
        {
            ReturnSmall(block);
            return;
        }

        _reserved -= room;
        if (room <= RunBytes)
        {
            chunks.Return((Chunk*)block, (int)(room / Chunk.Bytes));
            return;
        }

        pages.Release(block, room);
    }

    /// <summary>A block of another size with the same content as far as it goes, or null where there is no memory, and then the old one stays.</summary>
    public byte* Resize(byte* block, long oldBytes, long newBytes, long usedBytes)
    {
        long oldRoom = RoomFor(oldBytes);
        long newRoom = RoomFor(newBytes);
        if (newRoom == oldRoom)
        {
            return block;
        }

        if (oldRoom > RunBytes && newRoom > RunBytes)
        {
            byte* resized = pages.Resize(block, oldRoom, newRoom);
            if (resized != null)
            {
                _reserved += newRoom - oldRoom;
                _inUse += newRoom - oldRoom;
            }

            return resized;
        }

        byte* moved = Take(newBytes);
        if (moved != null)
        {
            Buffer.MemoryCopy(block, moved, newRoom, usedBytes);
            Return(block, oldBytes);
        }

        return moved;
    }

    /// <summary>
    /// A small block with the same content in another chunk, where its own is mostly empty and there is room in one that is filled before it; null where it stays. Asks the system for nothing.
    /// The chunk that is filled next never gives blocks away, so what is moved comes to rest.
    /// </summary>
    public byte* TryCompact(byte* block, int bytes)
    {
        Chunk* chunk = Chunk.Of(block);
        Chunk* filled = _withRoom[chunk->SizeClass];
        if (filled == null || filled == chunk || !chunk->IsSparse)
        {
            return null;
        }

        byte* moved = Take(bytes);
        Buffer.MemoryCopy(block, moved, bytes, bytes);
        Return(block, bytes);
        return moved;
    }

    private byte* TakeLarge(long room)
    {
        byte* block = room <= RunBytes ? chunks.TakeRun((int)(room / Chunk.Bytes)) : pages.TakeGrowing(room);
        if (block != null)
        {
            _reserved += room;
        }

        return block;
    }

    private byte* TakeSmall(int sizeClass, int room)
    {
        Chunk* chunk = _withRoom[sizeClass];
        if (chunk == null)
        {
            chunk = NewChunk(sizeClass);
            if (chunk == null)
            {
                return null;
            }
        }

        byte* block = chunk->Free;
        if (block != null)
        {
            chunk->Free = *(byte**)block;
        }
        else
        {
            block = (byte*)chunk + chunk->Fresh;
            chunk->Fresh += room;
        }

        chunk->Live++;
        if (!chunk->HasRoom)
        {
            Unlink(chunk);
        }

        return block;
    }

    private void ReturnSmall(byte* block)
    {
        Chunk* chunk = Chunk.Of(block);
        bool hadRoom = chunk->HasRoom;
        *(byte**)block = chunk->Free;
        chunk->Free = block;
        if (!hadRoom)
        {
            Link(chunk);
        }

        if (--chunk->Live == 0)
        {
            Unlink(chunk);
            Retire(chunk);
        }
    }

    private Chunk* NewChunk(int sizeClass)
    {
        Chunk* chunk = _spare;
        _spare = null;
        if (chunk == null)
        {
            chunk = chunks.Take();
            if (chunk == null)
            {
                return null;
            }

            _reserved += Chunk.Bytes;
        }

        *chunk = new() { Fresh = Chunk.HeadBytes, SizeClass = sizeClass };
        _chunks++;
        Link(chunk);
        return chunk;
    }

    // One chunk is kept, so that a stripe on the edge does not ask the system for one at every second announce; the last of all is not, so that an empty table holds nothing.
    private void Retire(Chunk* chunk)
    {
        _chunks--;
        if (_chunks > 0 && _spare == null)
        {
            _spare = chunk;
            return;
        }

        Release(chunk);
        if (_chunks == 0 && _spare != null)
        {
            Release(_spare);
            _spare = null;
        }
    }

    private void Release(Chunk* chunk)
    {
        chunks.Return(chunk);
        _reserved -= Chunk.Bytes;
    }

    private void Link(Chunk* chunk)
    {
        Chunk* first = _withRoom[chunk->SizeClass];
        chunk->Previous = null;
        chunk->Next = first;
        if (first != null)
        {
            first->Previous = chunk;
        }

        _withRoom[chunk->SizeClass] = chunk;
    }

    private void Unlink(Chunk* chunk)
    {
        if (chunk->Previous != null)
        {
            chunk->Previous->Next = chunk->Next;
        }
        else
        {
            _withRoom[chunk->SizeClass] = chunk->Next;
        }

        if (chunk->Next != null)
        {
            chunk->Next->Previous = chunk->Previous;
        }
    }
}
