using System.Text;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests;

/// <summary>Frames as a peer would put them on the wire, right or wrong.</summary>
internal static class Wire
{
    public static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload, uint? key = null, bool fin = true, bool rsv1 = false)
    {
        byte[] frame = new byte[FrameHeader.LengthOf(payload.Length, key is not null)];
        int size = FrameHeader.Write(frame, opcode, payload.Length, key, fin, rsv1);
        payload.CopyTo(frame.AsSpan(size));
        if (key is { } value)
        {
            FrameMask.Apply(frame.AsSpan(size), value);
        }

        return frame;
    }

    public static byte[] Text(string text, uint? key = null, bool fin = true) => Frame(Opcode.Text, Encoding.UTF8.GetBytes(text), key, fin);

    public static byte[] Rest(string text, uint? key = null, bool fin = true) => Frame(Opcode.Continuation, Encoding.UTF8.GetBytes(text), key, fin);

    public static byte[] Close(int code, string reason = "", uint? key = null) =>
        Frame(Opcode.Close, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)], key);
}
