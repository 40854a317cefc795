using static Millrace.Live.Html;

namespace Millrace.Live;

/// <summary>The way in: one tile for each example.</summary>
internal sealed class IndexPage : Component
{
    protected override Node Render() => ShowcaseFrame.Of(
        "/",
        "Live, by example",
        "Every page here is a component in C#. Its state is on the server; the browser gets a page that can be read at once, and then the changes, a few bytes each.",
        Ul(
            Class("tiles"),
            Tile("/counter", "Counter", "A signal in the tree is a bound text: a click goes out, and only that text comes back."),
            Tile("/todo", "To-do", "Keyed rows keep focus and what is typed while they move. The filter is in the address, so the back button works."),
            Tile("/chat", "Chat", "A shared signal: open it in two windows and talk with yourself."),
            Tile("/table", "Market", "1,000 rows from a shared source that ticks every second; sort and search while it does.")));

    private static Node Tile(string path, string name, string text) => Li(Div(Class("card"), H2(A(Link(path), name)), P(text)));
}
