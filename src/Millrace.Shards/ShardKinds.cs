namespace Millrace.Shards;

/// <summary>Decides which event loop a shard takes.</summary>
internal static class ShardKinds
{
    /// <summary>The environment variable that decides for <see cref="ShardKind.Auto"/>: epoll or portable.</summary>
    internal const string Variable = "MILLRACE_SHARDS";

    internal static ShardKind Resolve(ShardKind asked) =>
        Resolve(asked, Environment.GetEnvironmentVariable(Variable), OperatingSystem.IsLinux());

    internal static ShardKind Resolve(ShardKind asked, string? variable, bool linux)
    {
        ShardKind kind = asked != ShardKind.Auto ? asked : variable switch
        {
            null or "" => linux ? ShardKind.Epoll : ShardKind.Portable,
            "epoll" => ShardKind.Epoll,
            "portable" => ShardKind.Portable,
            _ => throw new PlatformNotSupportedException($"{Variable}={variable} is not a kind of event loop; use epoll or portable."),
        };
        return kind == ShardKind.Epoll && !linux
            ? throw new PlatformNotSupportedException("Epoll is Linux's; leave the kind of shard to its default, or ask for portable.")
            : kind;
    }
}
