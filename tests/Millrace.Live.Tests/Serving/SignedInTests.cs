using Millrace.Testing;
using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Millrace.Hosting.Web;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Serving;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Tests.Serving;

/// <summary>Pages in an application that knows its users.</summary>
public sealed partial class SignedInTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_page_that_requires_authorization_is_for_those_alone_who_are_signed_in()
    {
        using LogInTest log = new();
        await using WebApplication app = await StartAsync(log, app => app.MapLive<TestPage>("/secret").RequireAuthorization());
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(app, "/secret", user: null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(app, "/secret", "anna")).Status);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_is_of_the_user_that_the_page_was_served_to()
    {
        using LogInTest log = new();
        await using WebApplication app = await StartAsync(log, app => app.MapLive<TestPage>("/"));
        (_, string token, string cookie) = await GetAsync(app, "/", "anna");
        SessionToken tokens = LiveApplications.Of(app).Tokens;

        Assert.Equal(TokenState.Good, tokens.Check(token, BrowserCookie.Of(cookie, User("anna")), out _, out _));
        Assert.Equal(TokenState.Forged, tokens.Check(token, BrowserCookie.Of(cookie, User("bert")), out _, out _));
        Assert.Equal(TokenState.Forged, tokens.Check(token, BrowserCookie.Of(cookie, Anonymous.User), out _, out _));
    }

    [Fact]
    public void Users_are_told_apart_by_id_then_name_then_all_that_is_claimed()
    {
        Assert.True(Anonymous.AreSame(User("anna", "Anna"), User("anna", "Anna B.")));
        Assert.False(Anonymous.AreSame(User("anna", "Anna"), User("other", "Anna")));
        Assert.False(Anonymous.AreSame(Claiming(new Claim("email", "a@example.org")), Claiming(new Claim("email", "b@example.org"))));
        Assert.False(Anonymous.AreSame(Claiming(new Claim("email", "a@example.org")), Anonymous.User));
        Assert.True(Anonymous.AreSame(new ClaimsPrincipal(), Anonymous.User));
    }

    [Fact(Timeout = 120_000)]
    public async Task Only_a_page_of_which_nothing_more_is_said_can_be_gone_to_over_the_socket()
    {
        using LogInTest log = new();
        await using WebApplication app = await StartAsync(log, app =>
        {
            app.MapLive<TestPage>("/open").WithDisplayName("open");
            app.MapLive<TestPage>("/secret").RequireAuthorization();
            app.MapLive<TestPage>("/host").RequireHost("live.test");
            app.MapLive<TestPage>("/filter").AddEndpointFilter((context, next) => next(context));
        });
        await GetAsync(app, "/open", user: null); // Routing builds all of them for the first request.
        LiveRoutes routes = LiveApplications.Of(app).Routes;

        Assert.False(routes.Find("/open")!.NeedsRequest);
        Assert.All((string[])["/secret", "/host", "/filter"], path => Assert.True(routes.Find(path)!.NeedsRequest, path));
    }

    [Fact]
    public void A_group_is_refused_with_what_to_write()
    {
        using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("app.MapLive", Assert.Throws<ArgumentException>(() => app.MapGroup("/admin").MapLive<TestPage>("/")).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_application_of_its_own_has_health()
    {
        using LogInTest log = new();
        await using WebApplication app = await StartAsync(log, app => app.MapLive<TestPage>("/"));
        HealthReport report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Healthy, report.Entries["live"].Status);
        Assert.Contains("sessions 0", report.Entries["live"].Description, StringComparison.Ordinal);
    }

    private static ClaimsPrincipal Claiming(params Claim[] claims) => new(new ClaimsIdentity(claims, "test"));

    private static ClaimsPrincipal User(string id, string? name = null) =>
        Claiming(new Claim(ClaimTypes.NameIdentifier, id), new Claim(ClaimTypes.Name, name ?? id));

    private static async Task<WebApplication> StartAsync(LogInTest log, Action<WebApplication> map)
    {
        WebApplicationBuilder builder = WebPort.CreateBuilder(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, SaysWhoItIs>("test", null);
        builder.Services.AddAuthorization();
        builder.Services.AddHealthChecks().AddLive();
        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<(HttpStatusCode Status, string Token, string Cookie)> GetAsync(WebApplication app, string path, string? user)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, app.Urls.Single() + path);
        request.Headers.Add("X-User", user ?? "");
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string cookie = response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? set.First().Split(';')[0].Split('=', 2)[1] : "";
        return (response.StatusCode, TokenPattern().Match(html).Groups[1].Value, cookie);
    }

    [GeneratedRegex("data-live-token=\"([^\"]*)\"")]
    private static partial Regex TokenPattern();

    private sealed class SaysWhoItIs(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers["X-User"].ToString() is { Length: > 0 } user
                ? AuthenticateResult.Success(new AuthenticationTicket(SignedInTests.User(user), "test"))
                : AuthenticateResult.NoResult());
    }
}
