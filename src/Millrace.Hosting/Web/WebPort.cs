using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Web;

/// <summary>Begins a web application for a port of a server's own: nothing in it but Kestrel and routing.</summary>
public static class WebPort
{
    /// <summary>
    /// An empty builder: no appsettings.json of whatever directory we stand in, no ASPNETCORE_ variables, no file watchers, no signal handlers; it logs warnings and above to
    /// <paramref name="logs"/>.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton(new QuietBelowWarning(logs) as ILoggerFactory));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }
}
