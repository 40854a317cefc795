using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Millrace.Speech.Host.Rest;

/// <summary>What a route answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The type of the body.</param>
/// <param name="Body">The body.</param>
internal sealed record RestAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    private const string JsonType = "application/json";

    // As the service does that this one is compatible with: nothing but what JSON demands is escaped. No answer is put into a page by us.
    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>When to come again; null: not said.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The methods that the path has, where it has not the one that was tried.</summary>
    public string? Allow { get; init; }

    /// <summary>True where a key is missing, which is said in a header too.</summary>
    public bool AsksForKey { get; init; }

    /// <summary>What a page may load; empty: nothing is said.</summary>
    public string ContentSecurityPolicy { get; init; } = "";

    /// <summary>JSON.</summary>
    public static RestAnswer Json<TState>(TState state, Action<Utf8JsonWriter, TState> write, int status = StatusCodes.Status200OK)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body, s_compact))
        {
            json.WriteStartObject();
            write(json, state);
            json.WriteEndObject();
        }

        return new(status, JsonType, body.WrittenMemory);
    }

    /// <summary>Text.</summary>
    public static RestAnswer Text(string text, string contentType = "text/plain; charset=utf-8") => new(StatusCodes.Status200OK, contentType, Encoding.UTF8.GetBytes(text));

    /// <summary>An error: FastAPI's <c>{"detail"}</c> or OpenAI's <c>{"error"}</c>.</summary>
    public static RestAnswer Error(RestStyle style, int status, string message, string? param = null, string? code = null) => style == RestStyle.OpenAi
        ? Json(
            (status, message, param, code),
            static (json, error) =>
            {
                json.WriteStartObject("error");
                json.WriteString("message", error.message);
                json.WriteString("type", error.status switch { 401 => "authentication_error", 403 => "permission_error", < 500 => "invalid_request_error", 503 => "rate_limit_error", _ => "server_error" });
                json.WriteString("param", error.param);
                json.WriteString("code", error.code);
                json.WriteEndObject();
            },
            status)
        : Json(message, static (json, detail) => json.WriteString("detail", detail), status);

    /// <summary>Writes a number as Python does that is no whole number by type: with a point.</summary>
    public static void WriteFloat(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value == Math.Floor(value) ? value.ToString("F1", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
    }

    /// <summary>Sends it.</summary>
    public Task SendAsync(HttpContext http)
    {
        HttpResponse response = http.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Allow is not null)
        {
            response.Headers.Allow = Allow;
        }

        if (ContentSecurityPolicy.Length > 0)
        {
            response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        }

        if (AsksForKey)
        {
            response.Headers.WWWAuthenticate = Security.ApiKeys.Challenge;
        }

        return response.Body.WriteAsync(Body, http.RequestAborted).AsTask();
    }
}
