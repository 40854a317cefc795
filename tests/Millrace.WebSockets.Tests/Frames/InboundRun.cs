using Millrace.Shards;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests.Frames;

/// <summary>Feeds bytes to an <see cref="InboundFrames"/> in any segmentation and writes down what it says.</summary>
internal sealed class InboundRun(bool expectMask = false, int maxMessageBytes = 1 << 20, bool deflate = false)
{
    private readonly InboundFrames _frames = new(new ShardBuffers(), expectMask, maxMessageBytes, deflate);

    public List<string> Events { get; } = [];

    public int HeldBytes => _frames.HeldBytes;

    public int MostHeld { get; private set; }

    public static List<string> Of(ReadOnlySpan<byte> bytes, Func<int, int> segment, bool expectMask = false, int maxMessageBytes = 1 << 20, bool deflate = false)
    {
        var run = new InboundRun(expectMask, maxMessageBytes, deflate);
        for (int at = 0; at < bytes.Length;)
        {
            int take = Math.Clamp(segment(at), 1, bytes.Length - at);
            run.Feed(bytes.Slice(at, take));
            at += take;
        }

        return run.Events;
    }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !Drain())
        {
            Span<byte> free = _frames.Free();
            Assert.False(free.IsEmpty);
            int take = Math.Min(free.Length, bytes.Length);

            // What lies behind the received bytes is whatever the buffer held before; it must never be looked at.
            free.Fill(0xFF);
            bytes[..take].CopyTo(free);
            _frames.Received(take);
            bytes = bytes[take..];
            MostHeld = Math.Max(MostHeld, _frames.HeldBytes);
        }

        Drain();
        _frames.Trim();
    }

    private bool Drain()
    {
        while (true)
        {
            InboundEvent found = _frames.Next(out WebSocketMessage message);
            switch (found)
            {
                case InboundEvent.NeedBytes:
                    return false;
                case InboundEvent.Violation:
                    if (Events.Count == 0 || !Events[^1].StartsWith("Violation", StringComparison.Ordinal))
                    {
                        Events.Add($"Violation {(int)_frames.Violation.Code}");
                    }

                    return true;
                default:
                    string name = found == InboundEvent.Message ? message.Kind.ToString() : found.ToString();
                    string code = found == InboundEvent.Close ? $" {(int)message.CloseCode}" : "";
                    Events.Add($"{name}{code} {Convert.ToHexString(message.Payload.Span)}");
                    break;
            }
        }
    }
}
