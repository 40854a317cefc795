using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Millrace.Reports.Tests.Html;

/// <summary>A page as a parser that is not ours reads it.</summary>
internal static class HtmlPage
{
    public static IHtmlDocument Parse(string html) => new HtmlParser(new HtmlParserOptions { IsStrictMode = false, IsScripting = true }).ParseDocument(html);

    /// <summary>What a reader sees of an element, on one line.</summary>
    public static string Words(this IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
