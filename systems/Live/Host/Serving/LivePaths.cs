namespace Millrace.Live.Host.Serving;

/// <summary>Where the server's own things are.</summary>
internal static class LivePaths
{
    public const string Files = "/_live/";
    public const string Script = Files + "live.js";
    public const string Style = Files + "live.css";
    public const string Socket = Files + "ws";
}
