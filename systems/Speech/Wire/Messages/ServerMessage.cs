using System.Buffers.Text;
using Millrace.Speech.Wire.Json;

namespace Millrace.Speech.Wire;

/// <summary>A message of the server. It looks into the bytes that it was read from, and makes strings only where it is asked for one.</summary>
public readonly ref struct ServerMessage
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _code;
    private readonly ReadOnlySpan<byte> _sessionId;
    private readonly ReadOnlySpan<byte> _reason;
    private readonly ReadOnlySpan<byte> _start;
    private readonly ReadOnlySpan<byte> _end;
    private readonly ReadOnlySpan<byte> _words;

    internal ServerMessage(
        ServerMessageKind kind,
        ReadOnlySpan<byte> text = default,
        ReadOnlySpan<byte> code = default,
        ReadOnlySpan<byte> sessionId = default,
        ReadOnlySpan<byte> reason = default,
        ReadOnlySpan<byte> start = default,
        ReadOnlySpan<byte> end = default,
        ReadOnlySpan<byte> words = default)
    {
        Kind = kind;
        _text = text;
        _code = code;
        _sessionId = sessionId;
        _reason = reason;
        _start = start;
        _end = end;
        _words = words;
    }

    /// <summary>What it is.</summary>
    public ServerMessageKind Kind { get; }

    /// <summary>Whether it has words: a <c>partial</c> in silence has none, nor has a <c>final</c> of a server that does not say the text.</summary>
    public bool HasText => !_text.IsEmpty;

    /// <summary>The text of a <c>partial</c> or <c>final</c>, the message of an <c>error</c> or <c>warning</c>; empty where there is none.</summary>
    public string Text => Said(_text);

    /// <summary>How many words the text has, separated by blanks.</summary>
    public int WordCount => _text.IsEmpty ? 0 : 1 + _text.Count((byte)' ');

    /// <summary>The code of an <c>error</c> or <c>warning</c>.</summary>
    public string Code => Said(_code);

    /// <summary>The session's id.</summary>
    public string SessionId => Said(_sessionId);

    /// <summary>Why an utterance or the session ended.</summary>
    public string Reason => Said(_reason);

    /// <summary>Where an utterance begins, in milliseconds of audio; -1 where it is not said.</summary>
    public long StartMs => Number(_start);

    /// <summary>Where an utterance ends, in milliseconds of audio; -1 where it is not said.</summary>
    public long EndMs => Number(_end);

    /// <summary>Whether the code is that.</summary>
    public bool HasCode(ReadOnlySpan<byte> code) => JsonEscapes.Says(_code, _code.Contains((byte)'\\'), code);

    /// <summary>The words of a <c>final</c> with their times.</summary>
    public IReadOnlyList<TimedWord> ReadWords()
    {
        List<TimedWord> words = [];
        JsonScanner json = new(_words);
        if (!json.Take((byte)'[') || json.Peek() != (byte)'{')
        {
            return words;
        }

        do
        {
            ReadOnlySpan<byte> text = default;
            long start = -1;
            long end = -1;
            bool isWhole = json.Take((byte)'{');
            do
            {
                isWhole = isWhole && json.String(out ReadOnlySpan<byte> key, out _) && json.Take((byte)':') && Part(ref json, key, ref text, ref start, ref end);
            }
            while (isWhole && json.Take((byte)','));
            if (!isWhole || !json.Take((byte)'}'))
            {
                break;
            }

            words.Add(new(Said(text), start, end));
        }
        while (json.Take((byte)','));
        return words;
    }

    private static bool Part(ref JsonScanner json, ReadOnlySpan<byte> key, ref ReadOnlySpan<byte> text, ref long start, ref long end)
    {
        if (key.SequenceEqual("word"u8))
        {
            return json.String(out text, out _);
        }

        bool isWhole = json.Value(out ReadOnlySpan<byte> value);
        if (key.SequenceEqual("start_ms"u8))
        {
            start = Number(value);
        }
        else if (key.SequenceEqual("end_ms"u8))
        {
            end = Number(value);
        }

        return isWhole;
    }

    private static string Said(ReadOnlySpan<byte> raw) => raw.IsEmpty ? "" : JsonEscapes.TextOf(raw, raw.Contains((byte)'\\'));

    private static long Number(ReadOnlySpan<byte> raw) => Utf8Parser.TryParse(raw, out long value, out int used) && used == raw.Length ? value : -1;
}
