using System.Buffers;
using Millrace.Speech.Wire.Json;

namespace Millrace.Speech.Wire;

/// <summary>Writes the text messages of clients.</summary>
public static class ClientMessages
{
    /// <summary>Answer what was taken, then close.</summary>
    public static ReadOnlySpan<byte> Stop => """{"type":"stop"}"""u8;

    /// <summary>The client is there.</summary>
    public static ReadOnlySpan<byte> KeepAlive => """{"type":"KeepAlive"}"""u8;

    /// <summary>End the utterance now.</summary>
    public static ReadOnlySpan<byte> Finalize => """{"type":"Finalize"}"""u8;

    /// <summary>End the utterance and the session.</summary>
    public static ReadOnlySpan<byte> CloseStream => """{"type":"CloseStream"}"""u8;

    /// <summary>A chunk of audio as text.</summary>
    public static void Audio(IBufferWriter<byte> into, ReadOnlySpan<byte> pcm)
    {
        ArgumentNullException.ThrowIfNull(into);
        JsonPen pen = new(into);
        pen.Raw("""{"type":"audio","data":"""u8);
        pen.Base64(pcm);
        pen.Raw("}"u8);
        pen.Close();
    }
}
