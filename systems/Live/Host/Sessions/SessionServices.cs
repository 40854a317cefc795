using Microsoft.Extensions.DependencyInjection;

namespace Millrace.Live.Host.Sessions;

/// <summary>The services of one session: a scope of the application's, made when something is first asked for, since most pages never ask.</summary>
/// <param name="application">The application's.</param>
internal sealed class SessionServices(IServiceProvider application) : IServiceProvider
{
    private AsyncServiceScope? _scope;
    private bool _ended;

    public object? GetService(Type serviceType)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        return (_scope ??= application.CreateAsyncScope()).ServiceProvider.GetService(serviceType);
    }

    /// <summary>Disposes the scope, where there is one.</summary>
    public ValueTask EndAsync()
    {
        _ended = true;
        return _scope?.DisposeAsync() ?? default;
    }
}
