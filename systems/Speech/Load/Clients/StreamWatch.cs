using Millrace.Shards;

namespace Millrace.Speech.Load.Clients;

/// <summary>Looks after the streams of one shard: one that has waited for an answer for longer than operations may is ended. One timer for all of them.</summary>
internal sealed class StreamWatch(Shard shard, long timeoutTicks)
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<TranscriptionUser> _waiting = [];
    private bool _isLooking;

    /// <summary>A user streams.</summary>
    public void Enter(TranscriptionUser user)
    {
        _waiting.Add(user);
        if (!_isLooking)
        {
            _isLooking = true;
            _ = LookAsync();
        }
    }

    /// <summary>It does no more.</summary>
    public void Leave(TranscriptionUser user) => _waiting.Remove(user);

    private async Task LookAsync()
    {
        try
        {
            while (_waiting.Count > 0)
            {
                await shard.Delay(_every);
                long now = Shard.Now;
                foreach (TranscriptionUser user in _waiting.Where(user => user.WaitsSince is { } since && now - since > timeoutTicks).ToArray())
                {
                    user.GiveUp();
                }
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }

        _isLooking = false;
    }
}
