using System.Runtime.InteropServices;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary>Reads the words of an ended utterance from the library's segments.</summary>
internal static unsafe class SphinxWords
{
    public static Recognised Read(DecoderHandle decoder, long startMs, int frameMs)
    {
        List<TimedWord> words = [];
        for (nint segment = SphinxNative.FirstSegment(decoder); segment != 0; segment = SphinxNative.NextSegment(segment))
        {
            string? word = Plain(Marshal.PtrToStringUTF8((nint)SphinxNative.SegmentWord(segment)));
            if (word is not null)
            {
                int first, last;
                SphinxNative.SegmentFrames(segment, &first, &last);
                words.Add(new TimedWord(word, startMs + ((long)first * frameMs), startMs + ((last + 1L) * frameMs)));
            }
        }

        return words.Count == 0 ? Recognised.Nothing : new Recognised(string.Join(' ', words.Select(word => word.Text)), words);
    }

    /// <summary>A word without the number of its pronunciation, such as the <c>(2)</c> of <c>the(2)</c>; null for what is no word: <c>&lt;s&gt;</c>, <c>&lt;sil&gt;</c>, <c>[NOISE]</c>, <c>++UH++</c>.</summary>
    public static string? Plain(string? segment)
    {
        if (string.IsNullOrEmpty(segment) || segment[0] is '<' or '[' || segment.StartsWith("++", StringComparison.Ordinal))
        {
            return null;
        }

        int bracket = segment[^1] == ')' ? segment.LastIndexOf('(') : -1;
        return bracket > 0 && !segment.AsSpan(bracket + 1, segment.Length - bracket - 2).ContainsAnyExceptInRange('0', '9') ? segment[..bracket] : segment;
    }
}
