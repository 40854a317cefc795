using static Millrace.Live.Html;

namespace Millrace.Live;

/// <summary>What stands around each page of the showcase: the way to the others, the heading, and the page.</summary>
internal static class ShowcaseFrame
{
    private static readonly (string Path, string Name)[] Pages = [("/", "Examples"), ("/counter", "Counter"), ("/todo", "To-do"), ("/chat", "Chat"), ("/table", "Market")];

    public static Node Of(string path, string heading, string lead, params Node?[] content) => Div(
        Header(Class("top"), Nav(AriaLabel("Examples"), Ul([.. Pages.Select(page => Li(Entry(page.Path, page.Name, page.Path == path)))]))),
        Main(Class("page"), H1(heading), P(Class("quiet"), lead), content));

    private static Node Entry(string path, string name, bool isHere) => A(Link(path), AriaCurrent(isHere ? "page" : null), name);
}
