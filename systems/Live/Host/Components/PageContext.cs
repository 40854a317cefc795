using System.Security.Claims;
using System.Text.Json;
using Millrace.Live.Host.Rendering;
using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>The page that a component is part of, as its author sees it.</summary>
public sealed class PageContext
{
    private readonly PageSetup _setup;
    private readonly Signal<string> _url;
    private Signal<ViewportSize>? _viewport;
    private ViewportSize _size;
    private Dictionary<string, PageListener>? _listeners;
    private MountedPage? _page;
    private string _title = "";

    internal PageContext(PageSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _setup = setup;
        _url = new Signal<string>(setup.Url);
        _size = new ViewportSize(setup.Width, setup.Height);
    }

    /// <summary>Path and query of the page's address; whoever reads it runs again when the user or the page goes elsewhere.</summary>
    public Readable<string> Url => _url;

    /// <summary>The path of <see cref="Url"/>, without the query.</summary>
    public string Path => _url.Value.Split('?', 2)[0];

    /// <summary>The title of the page, in the browser's tab.</summary>
    public string Title
    {
        get => _title;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value != _title)
            {
                _title = value;
                Ask(new PageRequest(PageRequestKind.Title, null) { Text = value });
            }
        }
    }

    /// <summary>The size of the window; whoever reads it runs again when it changes.</summary>
    public Readable<ViewportSize> Viewport => _viewport ??= new Signal<ViewportSize>(_size);

    /// <summary>The application's services, of this session's scope.</summary>
    public IServiceProvider Services => _setup.Services;

    /// <summary>Who asked for the page.</summary>
    public ClaimsPrincipal User => _setup.User;

    /// <summary>Names the session in logs. No secret, and no proof of anything.</summary>
    public string SessionId => _setup.SessionId;

    /// <summary>Cancelled when the page ends.</summary>
    public CancellationToken Ended => _page?.Ended ?? CancellationToken.None;

    /// <summary>The value of a parameter of the address's query, decoded; null if it is not there.</summary>
    public string? Query(string name) => PageUrl.Query(_url.Value, name);

    /// <summary>Goes to another address of this page: <see cref="Url"/> changes, and the browser shows it without loading anything.</summary>
    /// <param name="url">Path and query, beginning with one slash.</param>
    /// <param name="replace">Puts it in the place of the present one, so that the back button does not come to it again.</param>
    /// <exception cref="ArgumentException">The address does not begin with one slash.</exception>
    public void Navigate(string url, bool replace = false)
    {
        if (!PageUrl.IsLocal(url))
        {
            throw new ArgumentException($"'{url}' is no address within this site: give path and query, beginning with one slash. Leave(...) goes anywhere else.", nameof(url));
        }

        if (_url.Set(url) || replace)
        {
            Ask(new PageRequest(replace ? PageRequestKind.ReplaceUrl : PageRequestKind.PushUrl, null) { Text = url });
        }
    }

    /// <summary>Loads another page in the browser; this one ends.</summary>
    /// <param name="url">An address with <c>http</c> or <c>https</c>, or one of this site.</param>
    /// <exception cref="ArgumentException">The address would run a script.</exception>
    public void Leave(string url)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        if (UrlGuard.Check("href", url) != url)
        {
            throw new ArgumentException($"'{url}' is no address that can be loaded.", nameof(url));
        }

        Ask(new PageRequest(PageRequestKind.Leave, null) { Text = url });
    }

    /// <summary>Has something done in the session's next turn: the way back into the page from other threads, timers and callbacks. From any thread.</summary>
    public void Post(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _setup.Post(work);
    }

    /// <summary>Raises an event <c>live:name</c> on the browser's window, for scripts of the site.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="detail">Its detail; written as JSON.</param>
    public void Send(string name, object? detail = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Ask(new PageRequest(PageRequestKind.Message, null) { Text = name, Detail = JsonSerializer.Serialize(detail, JsonSerializerOptions.Web) });
    }

    /// <summary>Listens to what scripts of the site send with <c>live.send(name, detail)</c> to no element; one listener a name.</summary>
    /// <returns>Ends the listening. It ends by itself with the component or the effect in which it began (in <c>OnMounted</c>, say), and with the page.</returns>
    public IDisposable Listen(string name, Action<CustomEvent> listener)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(listener);
        IOwner? owner = ReactiveContext.Current.Owner;
        var listening = new PageListener(this, name, listener, owner);
        (_listeners ??= [])[name] = listening;
        owner?.Owned.Add(listening);
        return listening;
    }

    internal void Forget(PageListener listening)
    {
        // Another one may have taken its name.
        if (_listeners?.GetValueOrDefault(listening.Name) == listening)
        {
            _listeners.Remove(listening.Name);
        }
    }

    internal void Attach(MountedPage page) => _page = page;

    internal void End(MountedPage page)
    {
        if (ReferenceEquals(_page, page))
        {
            _listeners = null;
        }
    }

    internal void Resized(int width, int height)
    {
        _size = new ViewportSize(width, height);
        _viewport?.Set(_size);
    }

    internal bool WentTo(string url)
    {
        if (!PageUrl.IsLocal(url))
        {
            return false;
        }

        _url.Set(url);
        return true;
    }

    internal bool Hear(CustomEvent e, MountedPage page)
    {
        if (_listeners?.GetValueOrDefault(e.Name) is not { } listener)
        {
            return false;
        }

        listener.Hear(e, page);
        return true;
    }

    private void Ask(PageRequest request) => _page?.Ask(request);
}
