using System.Text.Json;
using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <summary>
/// A hold on an element, for what is no state of the page: focus, scrolling, messages to the element's hook. Kept in a field and put on an element:
/// <code>private readonly Ref _name = new(); ... Input(_name, ...) ... OnClick(() => _name.Focus())</code>
/// What is asked for is done after the changes of the same turn, and nothing is done while the element is not there.
/// </summary>
public sealed class Ref
{
    private ElementNode? _element;
    private MountedPage? _page;

    /// <summary>Whether the element is part of the page.</summary>
    public bool IsThere => _element is not null;

    /// <summary>Puts it on an element.</summary>
    public static implicit operator Part(Ref handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return handle.ToModifier();
    }

    /// <summary>The same as a modifier.</summary>
    public Modifier ToModifier() => new RefModifier(this);

    /// <summary>Gives the element the focus.</summary>
    public void Focus() => _page?.Ask(new PageRequest(PageRequestKind.Focus, _element));

    /// <summary>Takes the focus from the element.</summary>
    public void Blur() => _page?.Ask(new PageRequest(PageRequestKind.Blur, _element));

    /// <summary>Scrolls what is in the element.</summary>
    /// <param name="left">From the left, in CSS pixels.</param>
    /// <param name="top">From the top, in CSS pixels.</param>
    /// <param name="smooth">Moves there instead of jumping.</param>
    public void ScrollTo(int left, int top, bool smooth = false) => _page?.Ask(new PageRequest(PageRequestKind.ScrollTo, _element) { Left = left, Top = top, Smooth = smooth });

    /// <summary>Sends a message to the element's hook.</summary>
    /// <param name="name">What it is about.</param>
    /// <param name="detail">What it says; written as JSON.</param>
    public void Send(string name, object? detail = null) =>
        _page?.Ask(new PageRequest(PageRequestKind.Message, _element) { Text = name, Detail = JsonSerializer.Serialize(detail, JsonSerializerOptions.Web) });

    internal void Attach(ElementNode element, MountedPage page) => (_element, _page) = (element, page);

    internal void Detach(ElementNode element)
    {
        if (ReferenceEquals(_element, element))
        {
            (_element, _page) = (null, null);
        }
    }
}
