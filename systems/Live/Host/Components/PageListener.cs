using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <summary>Someone who listens to what scripts send to no element.</summary>
internal sealed class PageListener : IDisposable
{
    private readonly PageContext _page;
    private readonly Action<CustomEvent> _listener;
    private readonly IOwner? _owner;

    internal PageListener(PageContext page, string name, Action<CustomEvent> listener, IOwner? owner) =>
        (_page, Name, _listener, _owner) = (page, name, listener, owner);

    internal string Name { get; }

    /// <summary>Calls it, in the page's turn. What it throws goes to the boundary around whoever listens.</summary>
    internal void Hear(CustomEvent e, MountedPage page)
    {
        try
        {
            _listener(e);
        }
        catch (Exception error)
        {
            page.Failed(Place(), error, FailurePlace.Handler);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _page.Forget(this);
        _owner?.Owned.Remove(this);
    }

    private Node? Place()
    {
        object? at = _owner;
        while (at is Effect effect)
        {
            at = effect.Owner;
        }

        return at as Node;
    }
}
