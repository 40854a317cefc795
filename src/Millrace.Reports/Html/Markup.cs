namespace Millrace.Reports.Html;

/// <summary>
/// HTML that may go into a page as it is. It is made from an interpolated string alone, in which every value is escaped that is not markup itself: what a target or a user wrote
/// cannot become part of the page by an oversight.
/// </summary>
/// <param name="Text">The HTML.</param>
internal readonly record struct Markup(string Text)
{
    /// <summary>Nothing.</summary>
    public static Markup Empty { get; } = new("");

    /// <summary>The literal parts as they are, the values escaped.</summary>
    public static Markup Of(MarkupHandler html) => new(html.ToString());

    /// <summary>All of them, one after another.</summary>
    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public bool IsEmpty => string.IsNullOrEmpty(Text);

    public override string ToString() => Text ?? "";
}
