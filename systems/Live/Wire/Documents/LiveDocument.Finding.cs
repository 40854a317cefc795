namespace Millrace.Live.Wire;

/// <summary>Where in the document something is.</summary>
public sealed partial class LiveDocument
{
    /// <summary>The first element, in the order of the document, of a tag that listens to an event; null where there is none.</summary>
    /// <param name="tag">Such as <c>input</c>.</param>
    /// <param name="eventName">As in <c>l-on</c>, such as <c>input</c>.</param>
    public uint? FindListener(string tag, string eventName) => FindListener(0, tag, eventName);

    private uint? FindListener(int place, string tag, string eventName)
    {
        for (int child = _nodes[place].First; child != NodeTable.None; child = _nodes[child].Next)
        {
            ref NodeTable.Entry entry = ref _nodes[child];
            if (entry.Kind == NodeTable.NodeKind.Element && (string)entry.Content! == tag && Listens(DocumentAttributes.Text(entry.Attributes, "l-on"), eventName))
            {
                return entry.Id;
            }

            if (FindListener(child, tag, eventName) is { } below)
            {
                return below;
            }
        }

        return null;
    }

    private static bool Listens(string events, string name) =>
        events.Split(' ').Any(item => item.StartsWith(name, StringComparison.Ordinal) && (item.Length == name.Length || item[name.Length] == '.'));
}
