using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Voice;

namespace Millrace.Speech.Tests.Recognition;

/// <summary>Streams a clip through a voice track into a recogniser, a chunk at a time, as a session does.</summary>
internal static class Talker
{
    private const int BytesPerMs = 32;

    /// <summary>The finals of a clip, streamed in chunks of 20 ms, with silence after it so that its last utterance ends.</summary>
    public static async Task<List<Recognised>> SayAsync(IRecogniser recogniser, byte[] clip, VoiceSettings voice, bool oneByOne = false)
    {
        List<VoiceSpan> spans = [];
        List<PieceInTest> pieces = [];
        var track = new VoiceTrack(voice);
        byte[] audio = [.. clip, .. new byte[(voice.EndpointingMs + 200) * BytesPerMs]];
        int lookBack = (int)recogniser.LookBack.TotalMilliseconds * BytesPerMs;
        using IRecognition session = recogniser.Open(new RecognitionSettings(1, 16_000));
        for (int at = 0; at < audio.Length; at += 640)
        {
            int length = Math.Min(640, audio.Length - at);
            spans.Clear();
            track.Take(audio.AsSpan(at, length), spans);
            foreach (VoiceSpan span in spans)
            {
                int begin = at + span.Offset;
                int from = span.Begins ? Math.Max(begin - lookBack, 0) : begin;
                var piece = new PieceInTest
                {
                    Audio = audio.AsMemory(from, begin + span.Length - from),
                    Bytes = span.Length,
                    StartMs = from / BytesPerMs,
                    IsSpeech = span.IsSpeech,
                    Begins = span.Begins,
                    Ends = span.Ends,
                    SpeechBytes = span.SpeechBytes,
                };
                session.Recognise(piece);
                pieces.Add(piece);
                if (oneByOne)
                {
                    await piece.Told;
                }
            }
        }

        foreach (PieceInTest piece in pieces)
        {
            await piece.Told;
        }

        Assert.All(pieces, piece => Assert.Equal((1, 0, null), (piece.Answers, piece.Failures, piece.Why)));
        return [.. pieces.Where(piece => piece.Ends).Select(piece => piece.Heard)];
    }

    public static string Text(IEnumerable<Recognised> finals) => string.Join(' ', finals.Select(final => final.Text).Where(text => text.Length > 0));
}
