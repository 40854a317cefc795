using System.Text.Json;

namespace Millrace.Gateway.Wire;

// {"client_id":"5e…","room_id":"/ws/lobby","metadata":{"accepted":true,"client_id":"5e…","room_id":"/ws/lobby","metadata":{…}}}
//
// "metadata" is the whole params object of the backend's response, so that what the backend put under "metadata" there is found two levels down:
// backends that exist rely on it. "accepted" is always in it.

/// <summary>The <c>context</c> of every event about a client: written once, when a backend has accepted it, and copied into each event.</summary>
public static class ClientContext
{
    /// <summary>Writes the object in ASCII. <paramref name="responseParams"/> is a JSON object that has been read already; empty stands for one without fields.</summary>
    public static void Write(LineWriter to, ReadOnlySpan<char> clientId, ReadOnlySpan<char> roomId, ReadOnlySpan<byte> responseParams)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("{\"client_id\":"u8);
        to.AsciiText(clientId);
        to.Raw(",\"room_id\":"u8);
        to.AsciiText(roomId);
        to.Raw(",\"metadata\":"u8);
        if (responseParams.IsEmpty)
        {
            to.Raw("{\"accepted\":true}"u8);
        }
        else if (SaysAccepted(responseParams, out bool isEmpty))
        {
            to.Json(responseParams);
        }
        else
        {
            to.Raw(isEmpty ? "{\"accepted\":true"u8 : "{\"accepted\":true,"u8);
            to.Json(responseParams[(responseParams.IndexOf((byte)'{') + 1)..]);
        }

        to.Raw("}"u8);
    }

    private static bool SaysAccepted(ReadOnlySpan<byte> json, out bool isEmpty)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        isEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            if (reader.ValueTextEquals("accepted"u8))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
