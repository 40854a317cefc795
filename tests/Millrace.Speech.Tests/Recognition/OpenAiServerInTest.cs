using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Tests.Recognition;

/// <summary>A server with OpenAI's route for transcriptions, which answers as a test wants.</summary>
internal sealed class OpenAiServerInTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OpenAiServerInTest(WebApplication app) => _app = app;

    /// <summary>The base address, with the version.</summary>
    public Uri Url => new(new Uri(_app.Urls.First()), "/v1");

    public ConcurrentQueue<(string? Key, byte[] File, Dictionary<string, string> Fields)> Requests { get; } = new();

    /// <summary>What it answers; by default a text.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = static http => http.Response.WriteAsync("""{"text":" hello there "}""");

    public static async Task<OpenAiServerInTest> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new OpenAiServerInTest(app);
        app.MapPost("/v1/audio/transcriptions", server.TakeAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
        using var file = new MemoryStream();
        await form.Files["file"]!.CopyToAsync(file, http.RequestAborted);
        Requests.Enqueue((http.Request.Headers.Authorization, file.ToArray(), form.ToDictionary(field => field.Key, field => field.Value.ToString())));
        await Answer(http);
    }
}
