using System.Net;

namespace Millrace.Gateway.Wire;

// A line is a head and a body, written apart, so that a body that is kept can go out again under another head:
//
//   {"request_id":"7a…",["seq":12,]["redelivered":true,]    "action":"new_message","params":{"message":"hello","context":{…}}}\n
//
//   action              params
//   connection_request  headers {"User-Agent":["…"],…}, url (the path, without query), remote_addr "ip:port" | resumes
//   new_connection      context
//   new_message         message, context | "binary":true where the message is base64
//   disconnected        context
//   error               context {headers, url, remote_addr}, error
//   heartbeat           none; its request_id is "heartbeat"
//
// Lines are ASCII. Readers that decode what each read of the socket gave them, as the Python library does, break at a character cut in two;
// there is none to cut.

/// <summary>Writes the lines from the gateway to its backends that every backend understands.</summary>
public static class EventLines
{
    /// <summary>The request id of every heartbeat.</summary>
    public const string HeartbeatId = "heartbeat";

    /// <summary>The beginning of a line. <paramref name="sequence"/> 0 leaves it out; it and <paramref name="isRedelivered"/> are of the extended protocol.</summary>
    public static void Head(LineWriter to, ReadOnlySpan<char> requestId, long sequence = 0, bool isRedelivered = false)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("{\"request_id\":"u8);
        to.AsciiText(requestId);
        if (sequence > 0)
        {
            to.Raw(",\"seq\":"u8);
            to.Number(sequence);
        }

        to.Raw(isRedelivered ? ",\"redelivered\":true,"u8 : ","u8);
    }

    /// <summary>A client asks to come in. <paramref name="resumes"/> is the id of the one that it was and goes on as; empty leaves it out; it is of the extended protocol.</summary>
    public static void ConnectionRequest(LineWriter to, IReadOnlyList<KeyValuePair<string, string>> headers, string path, IPEndPoint remote, ReadOnlySpan<char> resumes = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"connection_request\",\"params\":"u8);
        HandshakeFields.Write(to, headers, path, remote, resumes);
        to.Raw("}\n"u8);
    }

    /// <summary>A client that was accepted is connected.</summary>
    public static void NewConnection(LineWriter to, ReadOnlySpan<byte> context)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"new_connection\",\"params\":{\"context\":"u8);
        to.Raw(context);
        to.Raw("}}\n"u8);
    }

    /// <summary>A client sent a message; what of it is not UTF-8 becomes U+FFFD.</summary>
    public static void NewMessage(LineWriter to, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"new_message\",\"params\":{\"message\":"u8);
        to.AsciiText(message);
        to.Raw(",\"context\":"u8);
        to.Raw(context);
        to.Raw("}}\n"u8);
    }

    /// <summary>A client sent a binary message, to a backend that has agreed to base64.</summary>
    public static void NewBinaryMessage(LineWriter to, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"new_message\",\"params\":{\"message\":"u8);
        to.Base64Text(message);
        to.Raw(",\"binary\":true,\"context\":"u8);
        to.Raw(context);
        to.Raw("}}\n"u8);
    }

    /// <summary>A client is gone.</summary>
    public static void Disconnected(LineWriter to, ReadOnlySpan<byte> context)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"disconnected\",\"params\":{\"context\":"u8);
        to.Raw(context);
        to.Raw("}}\n"u8);
    }

    /// <summary>A client could not be let in, for a reason that was not its own.</summary>
    public static void Error(LineWriter to, IReadOnlyList<KeyValuePair<string, string>> headers, string path, IPEndPoint remote, string error)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"error\",\"params\":{\"context\":"u8);
        HandshakeFields.Write(to, headers, path, remote);
        to.Raw(",\"error\":"u8);
        to.AsciiText(error);
        to.Raw("}}\n"u8);
    }

    /// <summary>The body of a heartbeat; its head's request id is <see cref="HeartbeatId"/>.</summary>
    public static void Heartbeat(LineWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"heartbeat\",\"params\":{}}\n"u8);
    }
}
