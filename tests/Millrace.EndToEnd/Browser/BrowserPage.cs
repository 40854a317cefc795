using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Millrace.EndToEnd.Browser;

/// <summary>One window: what its page shows, and the hands of whoever sits before it.</summary>
internal sealed class BrowserPage(DevToolsLink link, string target, string session)
{
    private const int LimitMs = 30_000;
    private const int MostAttempts = 5;

    /// <summary>Goes to a page; returns once it is the one that scripts run in.</summary>
    public async Task GoToAsync(string address)
    {
        JsonElement answer = await link.CallAsync("Page.navigate", new JsonObject { ["url"] = address }, session);
        Assert.False(answer.TryGetProperty("errorText", out JsonElement error), $"{address} cannot be opened: {error}");
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await UntilAsync("location.href !== 'about:blank' && document.readyState === 'complete'");
                return;
            }
            catch (InvalidOperationException) when (attempt < MostAttempts)
            {
                // Expected where the old page was asked and went away before it answered.
            }
        }
    }

    /// <summary>The value of an expression of JavaScript; a promise is waited for.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        JsonObject parameters = new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true };
        JsonElement answer = await link.CallAsync("Runtime.evaluate", parameters, session);
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement thrown), $"{expression} threw {thrown}");
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Returns once a condition holds; fails with what the page shows when it does not within 30 s.</summary>
    public async Task UntilAsync(string condition)
    {
        JsonElement holds = await EvaluateAsync($$"""
            new Promise(done => {
              const end = Date.now() + {{LimitMs}};
              const look = () => {
                let holds = false;
                try { holds = !!({{condition}}); } catch { } // the page may not be there yet
                if (holds || Date.now() > end) { done(holds); } else { setTimeout(look, 20); }
              };
              look();
            })
            """);
        if (!holds.GetBoolean())
        {
            Assert.Fail($"{condition} did not come true; the page shows:\n{await EvaluateAsync("location.href + '\\n' + document.title + '\\n' + document.body?.innerText")}");
        }
    }

    /// <summary>Types into the field with that id and presses Enter.</summary>
    public async Task TypeAsync(string field, string text)
    {
        await EvaluateAsync($"document.getElementById('{field}').focus()");
        await link.CallAsync("Input.insertText", new JsonObject { ["text"] = text }, session);
        foreach (string kind in (string[])["keyDown", "keyUp"])
        {
            JsonObject key = new() { ["type"] = kind, ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 13 };
            if (kind == "keyDown")
            {
                key["text"] = "\r";
            }

            await link.CallAsync("Input.dispatchKeyEvent", key, session);
        }
    }

    public Task CloseAsync() => link.CallAsync("Target.closeTarget", new JsonObject { ["targetId"] = target });
}
