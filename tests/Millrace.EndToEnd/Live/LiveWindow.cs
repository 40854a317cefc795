using System.Collections.Concurrent;
using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Live;

/// <summary>A window with a Live page in it, of a user of its own unless one is given; what it complains about is collected.</summary>
internal sealed class LiveWindow
{
    private readonly ConcurrentQueue<string> _complaints = new();

    private LiveWindow(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>The element that holds the page; its state of the connection is an attribute.</summary>
    public ILocator Root => Page.Locator("[data-live-token]");

    /// <summary>What the banner says.</summary>
    public ILocator Banner => Page.Locator(".live-banner");

    /// <summary>Violations of the policy, exceptions of scripts, errors in the console; not what a browser says of a server that is away.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Opens a page and waits until it is connected.</summary>
    public static async Task<LiveWindow> OpenAsync(Chromium browser, Uri address, string path, BrowserNewContextOptions? options = null)
    {
        IBrowserContext user = await browser.UserAsync(options);
        LiveWindow window = await OpenAsync(user);
        await window.GoAsync(address, path);
        return window;
    }

    /// <summary>Opens an empty window.</summary>
    public static async Task<LiveWindow> OpenAsync(IBrowserContext user)
    {
        IPage page = await user.NewPageAsync();
        LiveWindow window = new(page);
        page.PageError += (_, error) => window._complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.Contains("WebSocket connection to", StringComparison.Ordinal) && !message.Text.Contains("net::ERR_", StringComparison.Ordinal))
            {
                window._complaints.Enqueue(message.Text);
            }
        };
        await page.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`))");
        return window;
    }

    /// <summary>Loads a page and waits until it is connected.</summary>
    public async Task GoAsync(Uri address, string path)
    {
        IResponse? answer = await Page.GotoAsync(new Uri(address, path).ToString());
        Assert.Equal(200, answer?.Status);
        await ConnectedAsync();
    }

    public Task ConnectedAsync() => StateAsync("connected");

    public Task StateAsync(string state) => Expect(Root).ToHaveAttributeAsync("data-live-state", state);

    /// <summary>A button by the name that people, also those who do not see it, know it by.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });
}
