using Millrace.Hosting.Web;
using Millrace.Live.Host.Serving;

namespace Millrace.Live;

/// <summary>The pages and files that a <see cref="LiveServer"/> serves.</summary>
public sealed class LivePages
{
    private readonly List<LiveRoute> _routes = [];
    private readonly List<WebFile> _files = [];
    private readonly List<IDisposable> _owned = [];

    internal IReadOnlyList<LiveRoute> Routes => _routes;

    internal IReadOnlyList<WebFile> Files => _files;

    /// <summary>Serves a component as a page.</summary>
    /// <param name="pattern">Where, such as <c>/</c> or <c>/users/{id}</c>.</param>
    /// <param name="options">What stands around it.</param>
    public LivePages Map<T>(string pattern, LivePageOptions? options = null)
        where T : Component => Map(pattern, ComponentFactory<T>.Create, options);

    /// <summary>Serves what <paramref name="create"/> makes, anew for each session, as a page.</summary>
    public LivePages Map(string pattern, Func<IServiceProvider, Component> create, LivePageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(create);
        _routes.Add(new LiveRoute(pattern, options ?? new LivePageOptions(), create));
        return this;
    }

    /// <summary>Serves a file, such as a style sheet; browsers ask again whether it has changed.</summary>
    /// <param name="path">Where, such as <c>/site.css</c>.</param>
    /// <param name="contentType">Such as <c>text/css; charset=utf-8</c>.</param>
    /// <param name="content">Its bytes.</param>
    public LivePages File(string path, string contentType, ReadOnlyMemory<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(contentType);
        _files.Add(new WebFile(path, contentType, content));
        return this;
    }

    /// <summary>Has something that the pages share end with the server.</summary>
    internal LivePages Owns(IDisposable shared)
    {
        _owned.Add(shared);
        return this;
    }

    /// <summary>The server has ended.</summary>
    internal void Close()
    {
        _owned.ForEach(each => each.Dispose());
        _owned.Clear();
    }
}
