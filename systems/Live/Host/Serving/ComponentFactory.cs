using Microsoft.Extensions.DependencyInjection;

namespace Millrace.Live.Host.Serving;

/// <summary>Makes components of one type; what their constructors ask for comes from the services.</summary>
internal static class ComponentFactory<T>
    where T : Component
{
    private static readonly ObjectFactory<T> s_make = ActivatorUtilities.CreateFactory<T>([]);

    public static Component Create(IServiceProvider services) => s_make(services, null);
}
