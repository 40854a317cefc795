using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Millrace.Speech.Host.Rest.Audio;

namespace Millrace.Speech.Host.Rest;

/// <summary>The fields of a form of OpenAI's. Its <c>model</c> may be any, as there is but one; <c>temperature</c>, <c>chunking_strategy</c> and what else is unknown are passed over.</summary>
/// <param name="File">The audio.</param>
/// <param name="Kind">What its name says it is.</param>
/// <param name="Format">How the answer is to be written.</param>
/// <param name="Language">The language, or null.</param>
/// <param name="Prompt">Words to expect, or null.</param>
/// <param name="SaysWords">Whether <c>verbose_json</c> has each word with its times.</param>
/// <param name="SaysSegments">Whether it has the utterances.</param>
internal sealed record TranscriptionForm(IFormFile File, AudioKind Kind, TranscriptFormat Format, string? Language, string? Prompt, bool SaysWords, bool SaysSegments)
{
    private const int LongestLanguage = 35;

    /// <summary>Reads them.</summary>
    /// <exception cref="RestException">One is missing or wrong.</exception>
    public static TranscriptionForm Read(IFormCollection form)
    {
        IFormFile file = form.Files.GetFile("file")
            ?? throw Wrong("file", form.ContainsKey("file") ? "The field 'file' must be a file, with a file name." : "The field 'file' is missing: it holds the audio.");
        TranscriptFormat format = One(form, "response_format") switch
        {
            null or "" or "json" => TranscriptFormat.Json,
            "text" => TranscriptFormat.Text,
            "verbose_json" => TranscriptFormat.VerboseJson,
            "srt" => TranscriptFormat.Srt,
            "vtt" => TranscriptFormat.Vtt,
            _ => throw Wrong("response_format", "The field 'response_format' must be json, text, verbose_json, srt or vtt."),
        };
        if (One(form, "stream") is { } stream && !stream.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong("stream", "This server streams over its WebSocket /v1/transcribe/stream only; leave the field 'stream' out.");
        }

        string? language = One(form, "language");
        if (language?.Length > LongestLanguage)
        {
            throw Wrong("language", $"The field 'language' must have at most {LongestLanguage} characters.");
        }

        StringValues granularities = StringValues.Concat(form["timestamp_granularities[]"], form["timestamp_granularities"]);
        if (granularities.Any(granularity => granularity is not ("word" or "segment")))
        {
            throw Wrong("timestamp_granularities", "The field 'timestamp_granularities[]' must be word or segment.");
        }

        bool saysWords = granularities.Contains("word");
        return new(file, KindOf(file.FileName), format, Empty(language), Empty(One(form, "prompt")), saysWords, !saysWords || granularities.Contains("segment"));
    }

    private static string? One(IFormCollection form, string name) =>
        form.TryGetValue(name, out StringValues values) ? values.Count == 1 ? values[0] : throw Wrong(name, $"The field '{name}' must stand once.") : null;

    private static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    // Anything else but raw PCM must turn out to be a WAV file: as PCM a compressed one would be noise.
    private static AudioKind KindOf(string name) => Path.GetExtension(name).ToUpperInvariant() is ".PCM" or ".RAW" ? AudioKind.Pcm : AudioKind.Wav;

    private static RestException Wrong(string field, string message) => new(StatusCodes.Status400BadRequest, message) { Param = field };
}
