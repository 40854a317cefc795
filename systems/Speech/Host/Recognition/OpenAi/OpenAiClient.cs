using System.Net.Http.Headers;
using System.Text.Json;

namespace Millrace.Speech.Host.Recognition.OpenAi;

/// <summary>Asks a server with OpenAI's API for a transcription.</summary>
internal sealed class OpenAiClient : IDisposable
{
    private const int LongestAnswer = 1024 * 1024;
    private const int LongestReason = 300;

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _model;

    public OpenAiClient(Uri url, string? key, OpenAiOptions options)
    {
        _model = options.Model;
        _address = new Uri($"{url.AbsoluteUri.TrimEnd('/')}/audio/transcriptions");

        // No redirects: the key and the audio go where the operator said, and nowhere else.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = options.MaxRequests, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>The text of a WAV file.</summary>
    public async Task<string> TranscribeAsync(ReadOnlyMemory<byte> wav, RecognitionSettings settings, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        var file = new ReadOnlyMemoryContent(wav);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        form.Add(file, "file", "utterance.wav");
        form.Add(new StringContent(_model), "model");
        form.Add(new StringContent("json"), "response_format");
        if (settings.Language is { } language)
        {
            form.Add(new StringContent(language), "language");
        }

        if (settings.Prompt is { } prompt)
        {
            form.Add(new StringContent(prompt), "prompt");
        }

        try
        {
            using HttpResponseMessage answer = await _http.PostAsync(_address, form, cancellationToken).ConfigureAwait(false);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? Text(body) : throw Refusal(answer, body);
        }
        catch (HttpRequestException exception)
        {
            throw new OpenAiException(RecognitionError.Failed, $"The request failed: {exception.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Text(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String)
            {
                return text.GetString()!.Trim();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Said below.
        }

        throw new OpenAiException(RecognitionError.Failed, "The server's answer is no JSON object with a text.");
    }

    /// <summary>What the server says against it: OpenAI's <c>error.message</c>, FastAPI's <c>detail</c>, or the beginning of whatever it is.</summary>
    private static OpenAiException Refusal(HttpResponseMessage answer, byte[] body)
    {
        string? reason = null;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                reason = Reason(json.RootElement, "error", "message") ?? Reason(json.RootElement, "detail", null);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON: the text itself.
        }

        reason ??= System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestReason)));
        string shown = string.Concat(reason.Take(LongestReason).Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        RecognitionError error = (int)answer.StatusCode is 429 or 503 ? RecognitionError.Busy : RecognitionError.Failed;
        return new OpenAiException(error, $"The server answered {(int)answer.StatusCode}{(shown.Length > 0 ? $": {shown}" : "")}");
    }

    private static string? Reason(JsonElement root, string name, string? inner)
    {
        if (!root.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        if (inner is not null && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(inner, out JsonElement below))
        {
            value = below;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
