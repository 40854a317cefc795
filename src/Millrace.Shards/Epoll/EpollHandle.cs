namespace Millrace.Shards.Epoll;

/// <summary>A descriptor registered with the shard's epoll instance, and what happens when it has events.</summary>
internal interface IEpollHandle
{
    /// <summary>Takes the events of one turn; the handle may be closed when this returns.</summary>
    void OnEvents(uint events);

    /// <summary>Closes because the shard stops.</summary>
    void Close();
}
