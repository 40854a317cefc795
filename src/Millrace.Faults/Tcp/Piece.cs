namespace Millrace.Faults;

/// <summary>What travels one way through a connection, in order: bytes, then how it ends.</summary>
internal enum PieceKind : byte
{
    /// <summary>Bytes.</summary>
    Data,

    /// <summary>The sender has ended its half.</summary>
    End,

    /// <summary>The sender's connection has failed; the receiver's is reset.</summary>
    Reset,

    /// <summary>A fault ends the whole connection here, in good order.</summary>
    Cut,
}

/// <summary>A part of a stream on its way through the stages. Its bytes belong to whoever holds it and never change.</summary>
internal readonly record struct Piece(PieceKind Kind, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What a piece costs beside its bytes, about.</summary>
    private const int Overhead = 64;

    public static Piece End => new(PieceKind.End, default);

    public static Piece Reset => new(PieceKind.Reset, default);

    public static Piece Cut => new(PieceKind.Cut, default);

    /// <summary>Memory that it holds, for bounds.</summary>
    public int Cost => Bytes.Length + Overhead;

    public static Piece Data(ReadOnlyMemory<byte> bytes) => new(PieceKind.Data, bytes);
}
