using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
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

    /// <summary>Starts the application, whose one TCP port is <paramref name="port"/> on <paramref name="address"/>.</summary>
    /// <returns>The port that it has: the one that was asked for, or the one that the system chose for 0.</returns>
    /// <exception cref="ServerStartException">The port cannot be had.</exception>
    public static async Task<int> StartAsync(WebApplication app, IPAddress address, int port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new ServerStartException($"Port {port} on {address} cannot be had: {e.Message} Stop the other program, or choose another port with --port (0 takes any free one).", e);
        }
        catch (SocketException e)
        {
            throw new ServerStartException($"Listening on {address} port {port} failed: {e.Message} Choose an address of this machine, and a port above 1023.", e);
        }

        // A Unix socket, which an application may have too, has none.
        return app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Where(bound => !bound.Contains("://unix:", StringComparison.Ordinal)).Select(bound => new Uri(bound).Port).First();
    }
}
