namespace Millrace.Live;

/// <summary>What stands around a page in its document.</summary>
public sealed record LivePageOptions
{
    /// <summary>The language of the page, as BCP 47 writes it. Default en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The title until the page sets one. Default: empty, then the pattern.</summary>
    public string Title { get; init; } = "";

    /// <summary>What search engines show of it. Default: empty, none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Style sheets, by path.</summary>
    public IReadOnlyList<string> Stylesheets { get; init; } = [];

    /// <summary>Modules of JavaScript of the page's own, by path: hooks mostly.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];
}
