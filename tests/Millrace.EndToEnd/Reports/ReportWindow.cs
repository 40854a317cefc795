using System.Collections.Concurrent;
using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;

namespace Millrace.EndToEnd.Reports;

/// <summary>A window with a report in it, whose charts are drawn; what the browser complains about, and what it asks of any network, is collected.</summary>
internal sealed class ReportWindow : IAsyncDisposable
{
    // A chart is drawn where its canvas holds pixels of at least two colours.
    private const string Drawn =
        """
        () => [...document.querySelectorAll('.plot')].map(plot => {
          const canvas = plot.querySelector('canvas');
          if (!canvas) return plot.dataset.chart + ': no canvas';
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const colours = new Set();
          for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 0) colours.add(pixels[i] + ',' + pixels[i + 1] + ',' + pixels[i + 2]);
          return colours.size > 1 ? '' : plot.dataset.chart + ': blank';
        }).filter(text => text)
        """;

    private readonly ConcurrentQueue<string> _complaints = new();

    private ReportWindow(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, violations of the page's policy, and requests beyond the file itself.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<ReportWindow> OpenAsync(Chromium browser, Uri file, BrowserNewContextOptions? options = null)
    {
        IBrowserContext user = await browser.UserAsync(options);
        IPage page = await user.NewPageAsync();
        var window = new ReportWindow(page);
        page.PageError += (_, error) => window._complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            // Reading pixels back is what this window does to see whether a chart is drawn; the page never does.
            if (message.Type is "error" or "warning" && !message.Text.Contains("getImageData", StringComparison.Ordinal))
            {
                window._complaints.Enqueue(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (request.Url.Split('#')[0] != file.AbsoluteUri)
            {
                window._complaints.Enqueue("asked for " + request.Url);
            }
        };
        await page.GotoAsync(file.AbsoluteUri);
        if (options?.JavaScriptEnabled != false)
        {
            await page.WaitForFunctionAsync("() => document.documentElement.dataset.ready === 'true'");
            await window.DrawnAsync();
        }

        return window;
    }

    /// <summary>Waits until no chart of the page is blank.</summary>
    public Task DrawnAsync() => Page.WaitForFunctionAsync($"() => ({Drawn})().length === 0");

    /// <summary>How many charts there are.</summary>
    public Task<int> ChartsAsync() => Page.Locator(".plot canvas").CountAsync();

    /// <summary>The colour of the paper.</summary>
    public Task<string> PaperAsync() => Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
