using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Recognition.Decoding;

namespace Millrace.Speech.Tests.Recognition;

/// <summary>A decoder that says how many bytes it has heard, and can be told to throw or to hang.</summary>
internal sealed class DecoderInTest(DecodersInTest all) : IDecoder
{
    private Speaker? _speaker;
    private int _heard;
    private bool _isOpen;

    public void Begin(Speaker speaker)
    {
        Assert.False(_isOpen);
        all.Enter(nameof(Begin));
        (_speaker, _heard, _isOpen) = (speaker, 0, true);
    }

    public void Feed(ReadOnlySpan<byte> audio)
    {
        Assert.True(_isOpen);
        all.Enter(nameof(Feed));
        _heard += audio.Length;
    }

    public string Partial()
    {
        all.Enter(nameof(Partial));
        return $"{_heard}";
    }

    public Recognised End(long startMs, bool isWanted)
    {
        Assert.True(_isOpen);
        all.Enter(nameof(End));
        _isOpen = false;
        _speaker!.Frames += _heard;
        return isWanted ? new Recognised($"{_heard}", [new($"{_heard}", startMs, startMs + (_heard / 32))]) : Recognised.Nothing;
    }

    public void Dispose()
    {
        try
        {
            all.Enter(nameof(Dispose));
        }
        finally
        {
            all.Gone();
        }
    }
}
