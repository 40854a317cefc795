using Microsoft.AspNetCore.Http;
using Millrace.Speech.Host.Rest.Audio;
using Millrace.Speech.Host.Streaming;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Rest.Routes;

/// <summary>Transcribes a body of raw PCM or a WAV file.</summary>
internal sealed class TranscribeRoutes(RestServices services)
{
    public IEnumerable<RestRoute> All => [new(HttpMethods.Post, "/v1/transcribe", TranscribeAsync)];

    private async ValueTask<RestAnswer> TranscribeAsync(HttpContext http)
    {
        StreamSettings settings = services.Query.Read(http.Request.Query, out string? error);
        if (error is not null)
        {
            return Unprocessable(error);
        }

        // Nobody holds a session who has not begun to send, and nobody without one has us keep more than his first bytes.
        using AudioIntake? audio = await AudioIntake.ReachAsync(http.Request.Body, settings.Voice.SampleRate, http.RequestAborted).ConfigureAwait(false);
        if (audio is null)
        {
            return Empty();
        }

        using IRequestSession? session = services.Sessions.TryOpen(http.Connection.RemoteIpAddress, out string refusal);
        if (session is null)
        {
            return RestAnswer.Error(RestStyle.FastApi, StatusCodes.Status503ServiceUnavailable, refusal) with { RetryAfterSeconds = services.Sessions.RetryAfterSeconds };
        }

        if (!await audio.BeginAsync(KindOf(http.Request), http.RequestAborted).ConfigureAwait(false))
        {
            return Empty();
        }

        return Answer(await RequestRun.TranscribeAsync(services, session, audio, settings, http.RequestAborted).ConfigureAwait(false));
    }

    private static RestAnswer Empty() => RestAnswer.Error(RestStyle.FastApi, StatusCodes.Status400BadRequest, "Empty audio data");

    private static RestAnswer Answer(Transcript transcript) => RestAnswer.Json(transcript, static (json, transcript) =>
    {
        json.WriteString("text", transcript.Text);
        json.WriteNumber("duration_ms", (long)Math.Round(transcript.RecogniserTime.TotalMilliseconds));
        json.WriteNumber("audio_ms", transcript.AudioMs);
        json.WriteStartArray("words");
        foreach (TimedWord word in transcript.Words)
        {
            json.WriteStartObject();
            json.WriteString("word", word.Text);
            json.WriteNumber("start_ms", word.StartMs);
            json.WriteNumber("end_ms", word.EndMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    // In the form in which FastAPI words what does not pass its validation.
    private static RestAnswer Unprocessable(string error) => RestAnswer.Json(
        error,
        static (json, error) =>
        {
            json.WriteStartArray("detail");
            json.WriteStartObject();
            json.WriteString("type", "value_error");
            json.WriteStartArray("loc");
            json.WriteStringValue("query");
            json.WriteStringValue(error[..error.IndexOf(' ', StringComparison.Ordinal)]);
            json.WriteEndArray();
            json.WriteString("msg", error);
            json.WriteEndObject();
            json.WriteEndArray();
        },
        StatusCodes.Status422UnprocessableEntity);

    private static AudioKind KindOf(HttpRequest request)
    {
        string type = request.ContentType ?? "";
        int end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToUpperInvariant() is "AUDIO/WAV" or "AUDIO/X-WAV" or "AUDIO/WAVE" or "AUDIO/VND.WAVE" ? AudioKind.Wav : AudioKind.Unknown;
    }
}
