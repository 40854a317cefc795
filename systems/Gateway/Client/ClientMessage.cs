using System.Text;

namespace Millrace.Gateway.Client;

/// <summary>What a client sent. Its bytes are valid until the handler has completed; copy what is kept longer.</summary>
public readonly struct ClientMessage
{
    internal ClientMessage(ReadOnlyMemory<byte> bytes, bool isBinary, bool isRedelivered)
    {
        Bytes = bytes;
        IsBinary = isBinary;
        IsRedelivered = isRedelivered;
    }

    /// <summary>The payload: UTF-8 text unless it is binary.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>True where the client sent a binary message. A gateway of the plain protocol sends it as text.</summary>
    public bool IsBinary { get; }

    /// <summary>True where another backend, or this one before it lost its connection, has had it but not acknowledged it.</summary>
    public bool IsRedelivered { get; }

    /// <summary>The payload as a string, made anew at each call.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}
