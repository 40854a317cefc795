namespace Millrace.Live;

/// <summary>The page that load is measured on. <c>millrace serve live --bench</c> serves it.</summary>
public static class LiveBench
{
    /// <summary>Where it is.</summary>
    public const string Path = "/bench";

    /// <summary>Adds the page to what a server serves.</summary>
    public static LivePages Map(LivePages pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        return pages.Map(Path, static _ => new BenchPage(), new LivePageOptions { Title = "Bench", Description = "A field, its echo and a list: the page that load is measured on." });
    }
}
