using Millrace.Live.Host.Security;

namespace Millrace.Live.Host.Keeping;

/// <summary>Where what components keep is kept while their session is not in memory: JSON by session. Thread-safe; one call at a time for each session.</summary>
internal interface ISessionStore
{
    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written; what was there before still is.</exception>
    ValueTask SaveAsync(SessionId id, ReadOnlyMemory<byte> json, CancellationToken cancellationToken);

    /// <summary>What was written last; null where nothing is, or it is too old or damaged.</summary>
    ValueTask<byte[]?> LoadAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>Forgets it.</summary>
    ValueTask RemoveAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>Forgets what is too old; returns how many.</summary>
    int Sweep();
}
