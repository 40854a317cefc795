using System.Text.Json;
using Millrace.Live.Host.Keeping;
using Millrace.Live.Host.Rendering;

namespace Millrace.Live.Host.Sessions;

/// <summary>What its components keep over its end.</summary>
internal sealed partial class LiveSession
{
    private bool _keepDue;
    private int _keptHash;
    private int _keptAtSeconds;

    /// <summary>True once a kept signal has been written.</summary>
    public bool KeepsAnything { get; private set; }

    /// <summary>Has what its components keep written where it has changed, or was written so long ago that it would soon count as old. Any thread; waits for nothing.</summary>
    public void KeepWhereDue()
    {
        bool isOld = KeepsAnything && IsKeptLongAgo;
        if (_keepDue || isOld)
        {
            if (isOld)
            {
                _keptHash = 0; // The same once more.
            }

            // In its turn it reads what is there then: a change that comes before it is in it, a later one is due again.
            (_keepDue, _keptAtSeconds) = (false, NowSeconds);
            PostItem(s_keep);
        }
    }

    private int NowSeconds => (int)(_engine.Clock.NowMs / 1000);

    private bool IsKeptLongAgo => NowSeconds - _keptAtSeconds > Options.TokenLifetime.TotalSeconds / 4;

    private void KeptChanged() => (_keepDue, KeepsAnything) = (true, true);

    // Once more behind the last of its changes, whether or not that was due.
    private void KeepAtEnd(MountedPage page)
    {
        if (KeepsAnything && _endReason.KeepsState())
        {
            try
            {
                Keep(page);
            }
            catch (Exception e)
            {
                LiveLog.UnmountFailed(_engine.Log, e);
            }
        }
    }

    private void Keep()
    {
        if (Page is { } page)
        {
            Keep(page);
        }
    }

    private void Keep(MountedPage page)
    {
        Dictionary<string, JsonElement> values = [];
        page.Keep(values);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(values, KeptJson.Default.DictionaryStringJsonElement);
        HashCode hash = default;
        hash.AddBytes(json);
        int now = hash.ToHashCode();
        if (now != _keptHash)
        {
            (_keptHash, _keptAtSeconds) = (now, NowSeconds);
            _engine.Keeper.Put(Id, json);
        }
    }
}
