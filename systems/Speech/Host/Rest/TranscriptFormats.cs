using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Rest;

/// <summary>Writes transcripts as OpenAI's API does. A segment is an utterance.</summary>
internal static class TranscriptFormats
{
    /// <summary>The answer in the form that was asked for.</summary>
    public static RestAnswer Write(Transcript transcript, TranscriptionForm form) => form.Format switch
    {
        TranscriptFormat.Text => RestAnswer.Text(transcript.Text + "\n"),
        TranscriptFormat.VerboseJson => RestAnswer.Json((transcript, form), static (json, state) => WriteVerbose(json, state.transcript, state.form)),
        TranscriptFormat.Srt => RestAnswer.Text(Subtitles(transcript, isSrt: true)),
        TranscriptFormat.Vtt => RestAnswer.Text(Subtitles(transcript, isSrt: false)),
        _ => RestAnswer.Json(transcript, static (json, transcript) =>
        {
            json.WriteString("text", transcript.Text);
            WriteUsage(json, transcript);
        }),
    };

    private static void WriteVerbose(Utf8JsonWriter json, Transcript transcript, TranscriptionForm form)
    {
        json.WriteString("task", "transcribe");
        json.WriteString("language", form.Language ?? "unknown");
        Seconds(json, "duration", transcript.AudioMs);
        json.WriteString("text", transcript.Text);
        if (form.SaysSegments)
        {
            WriteSegments(json, transcript);
        }

        if (form.SaysWords)
        {
            json.WriteStartArray("words");
            foreach (TimedWord word in transcript.Words)
            {
                json.WriteStartObject();
                json.WriteString("word", word.Text);
                Seconds(json, "start", word.StartMs);
                Seconds(json, "end", word.EndMs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteUsage(json, transcript);
    }

    // What belongs to Whisper's insides is there, as clients with types expect it, and says nothing.
    private static void WriteSegments(Utf8JsonWriter json, Transcript transcript)
    {
        json.WriteStartArray("segments");
        int id = 0;
        foreach (Utterance utterance in Spoken(transcript))
        {
            json.WriteStartObject();
            json.WriteNumber("id", id++);
            json.WriteNumber("seek", 0);
            Seconds(json, "start", utterance.StartMs);
            Seconds(json, "end", utterance.EndMs);
            json.WriteString("text", utterance.Text);
            json.WriteStartArray("tokens");
            json.WriteEndArray();
            RestAnswer.WriteFloat(json, "temperature", 0);
            RestAnswer.WriteFloat(json, "avg_logprob", 0);
            RestAnswer.WriteFloat(json, "compression_ratio", 0);
            RestAnswer.WriteFloat(json, "no_speech_prob", 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, Transcript transcript)
    {
        json.WriteStartObject("usage");
        json.WriteString("type", "duration");
        json.WriteNumber("seconds", (transcript.AudioMs + 999) / 1000);
        json.WriteEndObject();
    }

    private static string Subtitles(Transcript transcript, bool isSrt)
    {
        StringBuilder text = new(isSrt ? "" : "WEBVTT\n\n");
        int number = 1;
        foreach (Utterance utterance in Spoken(transcript))
        {
            if (isSrt)
            {
                text.Append(CultureInfo.InvariantCulture, $"{number++}\n");
            }

            text.Append(Clock(utterance.StartMs, isSrt)).Append(" --> ").Append(Clock(utterance.EndMs, isSrt)).Append('\n').Append(Line(utterance.Text, isSrt)).Append("\n\n");
        }

        return text.ToString();
    }

    private static IEnumerable<Utterance> Spoken(Transcript transcript) => transcript.Utterances.Where(utterance => utterance.Text.Length > 0);

    private static void Seconds(Utf8JsonWriter json, string name, long milliseconds) => RestAnswer.WriteFloat(json, name, milliseconds / 1000.0);

    private static string Clock(long ms, bool isSrt) =>
        string.Create(CultureInfo.InvariantCulture, $"{ms / 3_600_000:00}:{ms / 60_000 % 60:00}:{ms / 1000 % 60:00}{(isSrt ? ',' : '.')}{ms % 1000:000}");

    // A line break would end the cue, and its text must not hold the arrow; WebVTT has markup.
    private static string Line(string text, bool isSrt)
    {
        string line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Replace("-->", "->", StringComparison.Ordinal);
        return isSrt ? line : line.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
    }
}
