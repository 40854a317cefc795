using Millrace.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Millrace.Hosting.Web;

namespace Millrace.Live.Tests.Serving;

public sealed class ApplicationTests
{
    [Fact(Timeout = 120_000)]
    public async Task An_application_maps_a_page_in_one_line()
    {
        using LogInTest log = new();
        WebApplicationBuilder builder = WebPort.CreateBuilder(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLive(options => options with { MaxSessions = 7 });
        await using WebApplication app = builder.Build();
        app.MapLive<TestPage>("/");
        app.MapLive<TestPage>("/again");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient http = new();

        string html = await http.GetStringAsync(app.Urls.Single() + "/again", TestContext.Current.CancellationToken);
        Assert.Contains("data-live-token", html, StringComparison.Ordinal);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_wrong_option_is_told_where_it_is_chosen() =>
        Assert.Contains("limit of sessions", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddLive(options => options with { MaxSessions = 0 })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_with_a_constraint_is_refused_with_what_to_write() =>
        Assert.Contains("{name}", Assert.Throws<ArgumentException>(() => new LivePages().Map<TestPage>("/users/{id:int}")).Message, StringComparison.Ordinal);
}
