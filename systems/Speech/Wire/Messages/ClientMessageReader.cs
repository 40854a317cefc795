using Millrace.Speech.Wire.Json;

namespace Millrace.Speech.Wire;

/// <summary>
/// Reads the text messages of clients: one walk over the bytes, whatever the order of the keys, without making a string, and without ever throwing. Of a key that stands twice the
/// last counts; keys that it does not know are passed over.
/// </summary>
public static class ClientMessageReader
{
    private enum Is
    {
        Missing,
        Text,
        Other,
    }

    /// <summary>Reads one message, which is UTF-8.</summary>
    public static ClientMessage Read(ReadOnlySpan<byte> message)
    {
        JsonScanner json = new(message);
        Field type = default;
        Field data = default;
        if (!json.Take((byte)'{'))
        {
            return new(ClientMessageKind.InvalidJson);
        }

        if (!json.Take((byte)'}'))
        {
            do
            {
                bool isWhole = json.String(out ReadOnlySpan<byte> key, out bool isEscaped) && json.Take((byte)':');
                Field value = isWhole ? Field.Read(ref json) : default;
                if (value.Is == Is.Missing)
                {
                    return new(ClientMessageKind.InvalidJson);
                }

                if (JsonEscapes.Says(key, isEscaped, "data"u8))
                {
                    data = value;
                }
                else if (JsonEscapes.Says(key, isEscaped, "type"u8))
                {
                    type = value;
                }
            }
            while (json.Take((byte)','));
            if (!json.Take((byte)'}'))
            {
                return new(ClientMessageKind.InvalidJson);
            }
        }

        return json.AtEnd() ? Message(type, data) : new(ClientMessageKind.InvalidJson);
    }

    private static ClientMessage Message(Field type, Field data)
    {
        if (type.Says("audio"u8))
        {
            return data.Is == Is.Other ? new(ClientMessageKind.InvalidAudio) : new(ClientMessageKind.Audio, data.Raw, data.HasEscapes, isText: true);
        }

        ClientMessageKind kind =
            type.Says("stop"u8) ? ClientMessageKind.Stop
            : type.Says("KeepAlive"u8) ? ClientMessageKind.KeepAlive
            : type.Says("Finalize"u8) ? ClientMessageKind.Finalize
            : type.Says("CloseStream"u8) ? ClientMessageKind.CloseStream
            : ClientMessageKind.UnknownType;
        return new(kind, type.Raw, type.HasEscapes, type.Is == Is.Text);
    }

    private ref struct Field
    {
        public ReadOnlySpan<byte> Raw;
        public Is Is;
        public bool HasEscapes;

        // Missing where it is not whole.
        public static Field Read(scoped ref JsonScanner json)
        {
            if (json.Peek() == (byte)'"')
            {
                return json.String(out ReadOnlySpan<byte> text, out bool hasEscapes) ? new() { Raw = text, HasEscapes = hasEscapes, Is = Is.Text } : default;
            }

            return json.Value(out ReadOnlySpan<byte> raw) ? new() { Raw = raw, Is = Is.Other } : default;
        }

        public readonly bool Says(ReadOnlySpan<byte> word) => Is == Is.Text && JsonEscapes.Says(Raw, HasEscapes, word);
    }
}
