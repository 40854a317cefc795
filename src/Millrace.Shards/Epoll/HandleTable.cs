namespace Millrace.Shards.Epoll;

/// <summary>
/// Finds the handle behind an event. A slot's generation travels in the event, so one that was queued for a closed
/// descriptor never reaches the handle that took its slot.
/// </summary>
internal sealed class HandleTable
{
    private readonly Stack<int> _free = new();
    private IEpollHandle?[] _handles = new IEpollHandle?[256];
    private uint[] _generations = new uint[256];
    private int _used;

    public ulong Add(IEpollHandle handle)
    {
        if (!_free.TryPop(out int slot))
        {
            slot = _used++;
            if (slot == _handles.Length)
            {
                Array.Resize(ref _handles, slot * 2);
                Array.Resize(ref _generations, slot * 2);
            }
        }

        _handles[slot] = handle;
        return ((ulong)_generations[slot] << 32) | (uint)slot;
    }

    public IEpollHandle? Find(ulong key)
    {
        int slot = (int)(uint)key;
        return _generations[slot] == (uint)(key >> 32) ? _handles[slot] : null;
    }

    public void Remove(ulong key)
    {
        int slot = (int)(uint)key;
        if (_generations[slot] == (uint)(key >> 32) && _handles[slot] is not null)
        {
            _handles[slot] = null;
            _generations[slot]++;
            _free.Push(slot);
        }
    }

    public void CloseAll()
    {
        for (int slot = 0; slot < _used; slot++)
        {
            _handles[slot]?.Close();
        }
    }
}
