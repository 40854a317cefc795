using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Millrace.Amqp.Hosting;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Client.Hosting;

public sealed class AddMillraceAmqpTests(SharedRabbit rabbit)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_gets_a_client_that_lives_as_long_as_its_host_and_shows_its_health()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        RabbitNode node = await rabbit.GetAsync();
        await using ServiceProvider provider = Provider(new() { ["Brokers:0"] = node.Uri.OriginalString, ["Links:ProbeAfter"] = "00:00:02", ["Links:ConnectTimeout"] = "00:00:30" });
        AmqpClient client = provider.GetRequiredService<AmqpClient>();
        HealthCheckService health = provider.GetRequiredService<HealthCheckService>();
        Assert.Equal(AmqpState.Connecting, client.State);
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(Stop)).Status);
        AmqpClientLife life = provider.GetServices<IHostedService>().OfType<AmqpClientLife>().Single();
        await life.StartAsync(Stop);
        Assert.Equal(TimeSpan.FromSeconds(2), client.Options.Links.ProbeAfter);
        HealthReport report = await health.CheckHealthAsync(Stop);
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(2, report.Entries["amqp"].Data["epochs"]);
        Assert.Contains("ready", report.Entries["amqp"].Tags);
        await life.StopAsync(Stop);
        Assert.Equal("the client is closed", (await health.CheckHealthAsync(Stop)).Entries["amqp"].Description);
    }

    [Fact]
    public void All_that_is_wrong_is_said_before_the_host_starts()
    {
        using ServiceProvider provider = Provider(new() { ["Links:FastDelay"] = "00:00:07", ["Publishing:Channels"] = "0" });
        OptionsValidationException wrong = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Equal(3, wrong.Failures.Count());
        Assert.Contains(wrong.Failures, failure => failure.StartsWith("Brokers is empty", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_is_no_option_is_refused_by_name()
    {
        using ServiceProvider provider = Provider(new() { ["Brokers:0"] = "amqp://localhost", ["Links:ProbAfter"] = "00:00:07" });
        InvalidOperationException wrong = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains("ProbAfter", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_program_sets_goes_over_what_is_configured()
    {
        using ServiceProvider provider = Provider(new() { ["Brokers:0"] = "amqp://localhost", ["Name"] = "configured" }, options => options with { Name = "set" });
        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal("set", provider.GetRequiredService<AmqpOptionsChange>().Of(provider.GetRequiredService<IOptions<AmqpOptions>>().Value).Name);
    }

    private static ServiceProvider Provider(Dictionary<string, string?> settings, Func<AmqpOptions, AmqpOptions>? change = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMillraceAmqp(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), change);
        return services.BuildServiceProvider();
    }
}
