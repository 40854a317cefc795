namespace Millrace.Speech.Host.Recognition;

/// <summary>
/// One session's line to the recogniser, used by one thread at a time. Disposed, it forgets the session: pieces not answered yet are dropped, and nobody waits for them.
/// </summary>
internal interface IRecognition : IDisposable
{
    /// <summary>
    /// Takes a piece. Never blocks and never throws. Every piece is answered exactly once, by <see cref="Piece.Answer"/> or <see cref="Piece.Fail"/>, from any thread (this call
    /// included) and in any order: the session puts the replies back into theirs, so pieces of one session may overlap.
    /// </summary>
    void Recognise(Piece piece);
}
