using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <summary>Where a text comes from: a string for good, or a signal or a function that is read again when what it reads has changed.</summary>
internal static class TextSource
{
    /// <summary>Whether it may give another text later.</summary>
    internal static bool IsBound(object? source) => source is not (string or null);

    /// <summary>The text now; the reaction runs again when it may be another.</summary>
    internal static string? Read(object? source, IReaction reaction)
    {
        switch (source)
        {
            case null:
                return null;
            case string text:
                return text;
            case Readable readable:
                // One source for life needs no tracking.
                if (!ReferenceEquals(reaction.Links.Sources, readable))
                {
                    // Of a shared signal it is the page's copy: all that a turn shows is of one moment.
                    return Reactions.Bind(reaction, readable).PeekText();
                }

                Reactions.Settled(reaction);
                return readable.PeekText();
            default:
                using (Tracking.Begin(reaction))
                {
                    return source switch
                    {
                        Func<string?> compute => compute(),
                        Func<bool> present => present() ? "" : null,
                        _ => throw new InvalidOperationException($"A {source.GetType()} gives no text."),
                    };
                }
        }
    }
}
