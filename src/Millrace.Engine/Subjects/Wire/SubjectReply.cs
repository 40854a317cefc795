namespace Millrace.Engine.Subjects.Wire;

/// <summary>One line from the subject to the lab: the answer to an order, or news where <see cref="Id"/> is absent.</summary>
internal sealed record SubjectReply
{
    public long? Id { get; init; }

    /// <summary>Why the order could not be carried out, as a sentence for a person.</summary>
    public string? Error { get; init; }

    /// <summary>With <c>hello</c>: the subject's process and its clock now.</summary>
    public int? Pid { get; init; }

    public long? Now { get; init; }

    public FlipLine? Flip { get; init; }

    public IReadOnlyList<NoteLine>? Notes { get; init; }

    /// <summary>News: when every task had done its share.</summary>
    public long? Done { get; init; }

    public SubjectState? State { get; init; }

    public IReadOnlyDictionary<string, string>? Facts { get; init; }
}

/// <summary>How the subject stands.</summary>
/// <param name="Connected">Tasks that have a connection now.</param>
/// <param name="Disconnects">Connections lost so far.</param>
/// <param name="Problems">What tasks threw and which of them are stuck, bounded in number.</param>
internal sealed record SubjectState(int Connected, int Disconnects, IReadOnlyList<string> Problems);
