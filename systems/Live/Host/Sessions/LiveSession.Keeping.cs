using System.Text.Json;
using Millrace.Live.Host.Keeping;

namespace Millrace.Live.Host.Sessions;

/// <summary>What its components keep over its end.</summary>
internal sealed partial class LiveSession
{
    private int _keptHash;

    /// <summary>True once a kept signal has been written.</summary>
    public bool KeepsAnything { get; private set; }

    /// <summary>What its components keep, as JSON; null where that is nothing, or what it was the last time. Any thread.</summary>
    public async ValueTask<byte[]?> KeepAsync()
    {
        byte[]?[] kept = [null];
        await DoAsync(static (session, result) => result[0] = session.Keep(), kept).ConfigureAwait(false);
        return kept[0];
    }

    private byte[]? Keep()
    {
        _keepDue = false;
        if (State == SessionState.Ended || !KeepsAnything || Page is not { } page)
        {
            return null;
        }

        Dictionary<string, JsonElement> values = [];
        page.Keep(values);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(values, KeptJson.Default.DictionaryStringJsonElement);
        HashCode hash = default;
        hash.AddBytes(json);
        int now = hash.ToHashCode();
        bool isNew = now != _keptHash;
        _keptHash = now;
        return isNew ? json : null;
    }
}
