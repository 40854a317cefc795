namespace Millrace.Shards;

/// <summary>Which event loop a shard stands on.</summary>
public enum ShardKind
{
    /// <summary>Epoll on Linux, the portable form elsewhere; the environment variable MILLRACE_SHARDS (epoll or portable) decides where it is set.</summary>
    Auto,

    /// <summary>Linux epoll through P/Invoke.</summary>
    Epoll,

    /// <summary>.NET sockets behind the same types.</summary>
    Portable,
}
