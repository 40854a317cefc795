using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <summary>What a page asks of the browser beside showing its tree.</summary>
internal enum PageRequestKind : byte
{
    Focus,
    Blur,
    ScrollTo,
    Message,
    PushUrl,
    ReplaceUrl,
    Title,
    Leave,
}

/// <summary>One such request; it is written after the changes of its turn, so that what it is about is there.</summary>
internal readonly record struct PageRequest(PageRequestKind Kind, ElementNode? Element)
{
    internal string Text { get; init; } = "";

    internal string Detail { get; init; } = "";

    internal int Left { get; init; }

    internal int Top { get; init; }

    internal bool Smooth { get; init; }

    internal void Write(PatchWriter patches)
    {
        if (Element is { Parent: null })
        {
            return;
        }

        uint node = Element?.Id ?? 0;
        switch (Kind)
        {
            case PageRequestKind.Focus:
                patches.Focus(node);
                break;
            case PageRequestKind.Blur:
                patches.Blur(node);
                break;
            case PageRequestKind.ScrollTo:
                patches.ScrollTo(node, Left, Top, Smooth);
                break;
            case PageRequestKind.Message:
                patches.Message(node, Text, Detail);
                break;
            case PageRequestKind.PushUrl:
                patches.PushUrl(Text);
                break;
            case PageRequestKind.ReplaceUrl:
                patches.ReplaceUrl(Text);
                break;
            case PageRequestKind.Title:
                patches.SetTitle(Text);
                break;
            default:
                patches.Leave(Text);
                break;
        }
    }
}
