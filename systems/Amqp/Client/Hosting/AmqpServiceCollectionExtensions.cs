using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Millrace.Amqp.Health;

namespace Millrace.Amqp.Hosting;

/// <summary>Puts an <see cref="AmqpClient"/> into a service's container.</summary>
public static class AmqpServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="AmqpClient"/>, connected when the host starts and closed gracefully when it stops, and a health check named <c>amqp</c> with the tag <c>ready</c>.
    /// Options come from <paramref name="section"/>, whose keys are the names of the options (<c>Brokers:0</c>, <c>Links:ProbeAfter</c>); a key that is no option is an error. All
    /// options are checked before the host starts, and all that is wrong is said at once.
    /// </summary>
    /// <param name="services">The service's container.</param>
    /// <param name="section">Where options are read from; null for none.</param>
    /// <param name="change">What the program sets itself, after the section: <c>options => options with { ... }</c>.</param>
    public static IServiceCollection AddMillraceAmqp(this IServiceCollection services, IConfiguration? section = null, Func<AmqpOptions, AmqpOptions>? change = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<AmqpOptions> options = services.AddOptions<AmqpOptions>().ValidateOnStart();
        if (section is not null)
        {
            options.Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        }

        services.AddSingleton(new AmqpOptionsChange(change ?? (bound => bound)));
        services.AddSingleton<IValidateOptions<AmqpOptions>, AmqpOptionsCheck>();
        services.AddSingleton(provider => AmqpClient.Unconnected(
            provider.GetRequiredService<AmqpOptionsChange>().Of(provider.GetRequiredService<IOptions<AmqpOptions>>().Value), provider.GetService<ILoggerFactory>()));
        services.AddHostedService<AmqpClientLife>();
        services.AddHealthChecks().AddCheck<AmqpHealthCheck>("amqp", HealthStatus.Unhealthy, ["ready"]);
        return services;
    }
}
