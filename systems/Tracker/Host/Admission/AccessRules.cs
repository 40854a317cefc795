using Microsoft.Extensions.Logging;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Admission;

/// <summary>Which swarms are served, and to whom: the allow list, the deny list and the passkeys. From any thread.</summary>
internal sealed class AccessRules
{
    private readonly WatchedFile<HashSet<InfoHash>>? _allowed;
    private readonly WatchedFile<HashSet<InfoHash>>? _denied;
    private readonly WatchedFile<Passkeys>? _passkeys;

    public AccessRules(TrackerOptions options, ILogger log)
    {
        if (options.AllowList is { } allowed)
        {
            _allowed = new("allow list", allowed, InfoHashList.Read, [], "no swarm is served.", log);
        }

        if (options.DenyList is { } denied)
        {
            _denied = new("deny list", denied, InfoHashList.Read, [], "every swarm is served.", log);
        }

        if (options.PasskeyFile is { } passkeys)
        {
            _passkeys = new("list of passkeys", passkeys, Passkeys.Read, new Passkeys(), "nobody is served.", log);
        }

        Files = [.. new IWatchedFile?[] { _allowed, _denied, _passkeys }.OfType<IWatchedFile>()];
    }

    /// <summary>The files that there are.</summary>
    public IReadOnlyList<IWatchedFile> Files { get; }

    /// <summary>Only whoever has a passkey is served.</summary>
    public bool IsPrivate => _passkeys is not null;

    /// <summary>Reads all of them for the first time.</summary>
    /// <exception cref="Hosting.ServerStartException">One is there and cannot be read.</exception>
    public void Start()
    {
        _allowed?.Start();
        _denied?.Start();
        _passkeys?.Start();
    }

    public bool Serves(in InfoHash hash) => (_allowed is null || _allowed.Content.Contains(hash)) && (_denied is null || !_denied.Content.Contains(hash));

    public bool Knows(ReadOnlySpan<byte> passkey) => _passkeys is null || _passkeys.Content.Contains(passkey);
}
