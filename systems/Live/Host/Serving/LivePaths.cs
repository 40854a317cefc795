namespace Millrace.Live.Host.Serving;

/// <summary>Where the server's own things are.</summary>
internal static class LivePaths
{
    public const string Script = "/_live/live.js";
    public const string Socket = "/_live/ws";
}
