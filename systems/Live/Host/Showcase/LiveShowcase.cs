using System.Reflection;

namespace Millrace.Live;

/// <summary>Pages that show what Live can do: an index, a counter, a to-do list, a chat between windows, a table of 1,000 rows that tick. <c>millrace serve live</c> serves them.</summary>
public static class LiveShowcase
{
    private const string StyleSheet = "/showcase/showcase.css";
    private const string Hooks = "/showcase/showcase.js";

    /// <summary>Adds the pages to what a server serves. Each call has a chat room and a market of its own.</summary>
    /// <param name="pages">The server's pages.</param>
    /// <param name="time">The clock of the market and of the chat. Null: the system's.</param>
    public static LivePages Map(LivePages pages, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(pages);
        time ??= TimeProvider.System;
        ChatRoom room = new(time);
        Market market = new(time);
        return pages
            .Owns(market)
            .Map("/", _ => new IndexPage(), Around("Live: examples", "What server-driven pages in C# look like."))
            .Map("/counter", _ => new CounterPage(), Around("Counter", "A number on the server, and three buttons."))
            .Map("/todo", _ => new TodoPage(), Around("To-do", "A list to add to, tick off, edit and reorder."))
            .Map("/chat", _ => new ChatPage(room), Around("Chat", "Every window that is open here talks with the others."))
            .Map("/table", _ => new TablePage(market), Around("Market", "1,000 rows whose prices change every second."))
            .File("/favicon.ico", "image/svg+xml", Read("showcase.svg"))
            .File(StyleSheet, "text/css; charset=utf-8", Read("showcase.css"))
            .File(Hooks, "text/javascript; charset=utf-8", Read("showcase.js"));
    }

    private static LivePageOptions Around(string title, string description) =>
        new() { Title = title, Description = description, Stylesheets = [StyleSheet], Scripts = [Hooks] };

    private static byte[] Read(string name)
    {
        using Stream source = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Millrace.Live.Host.Showcase.{name}")!;
        using MemoryStream copy = new();
        source.CopyTo(copy);
        return copy.ToArray();
    }
}
