using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Millrace.Speech.Host.Voice;

namespace Millrace.Speech.Host.Streaming;

/// <summary>Reads the query of the WebSocket's address.</summary>
internal sealed class StreamQuery
{
    private const int LongestLanguage = 35;
    private const int LongestPrompt = 1024;

    private readonly StreamSettings _usual;

    public StreamQuery(SpeechOptions options) => _usual = new StreamSettings(
        new VoiceSettings
        {
            SampleRate = options.SampleRate,
            FrameMs = options.VadFrameMs,
            Aggressiveness = options.VadAggressiveness,
            EndpointingMs = (int)options.Endpointing.TotalMilliseconds,
            LongestUtterance = options.LongestUtterance,
        },
        null,
        null);

    /// <summary>What it asks for; nearly always the same, and then one object for all.</summary>
    /// <param name="query">The query.</param>
    /// <param name="error">What is wrong with it, in words; null where nothing is.</param>
    public StreamSettings Read(IQueryCollection query, out string? error)
    {
        error = null;
        if (query.Count == 0)
        {
            return _usual;
        }

        int? endpointing = Whole(query, "endpointing", 10, 10_000, ref error);
        int? aggressiveness = Whole(query, "vad", 0, VoiceSettings.MostAggressive, ref error);
        string? language = Text(query, "language", LongestLanguage, ref error);
        string? prompt = Text(query, "prompt", LongestPrompt, ref error);
        if (error is not null || (endpointing is null && aggressiveness is null && language is null && prompt is null))
        {
            return _usual;
        }

        VoiceSettings voice = _usual.Voice;
        return new StreamSettings(
            voice with { EndpointingMs = endpointing ?? voice.EndpointingMs, Aggressiveness = aggressiveness ?? voice.Aggressiveness }, language, prompt);
    }

    private static int? Whole(IQueryCollection query, string name, int least, int most, ref string? error)
    {
        if (Text(query, name, 16, ref error) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
        {
            return value;
        }

        error ??= string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}.");
        return null;
    }

    private static string? Text(IQueryCollection query, string name, int longest, ref string? error)
    {
        if (!query.TryGetValue(name, out StringValues values))
        {
            return null;
        }

        if (values.Count == 1 && values[0] is { } text && text.Length <= longest && !text.Any(char.IsControl))
        {
            return text.Length == 0 ? null : text;
        }

        error ??= string.Create(CultureInfo.InvariantCulture, $"{name} must be given once, with at most {longest} characters and no control characters.");
        return null;
    }
}
