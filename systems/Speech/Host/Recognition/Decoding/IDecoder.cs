namespace Millrace.Speech.Host.Recognition.Decoding;

/// <summary>One decoder of a native library, used by one thread for one utterance at a time. Any call may throw; a decoder that has thrown is freed.</summary>
internal interface IDecoder : IDisposable
{
    /// <summary>Begins an utterance of a speaker, of whom it may know something from earlier ones.</summary>
    void Begin(Speaker speaker);

    /// <summary>Decodes more audio: whole samples.</summary>
    void Feed(ReadOnlySpan<byte> audio);

    /// <summary>All words so far.</summary>
    string Partial();

    /// <summary>Ends the utterance.</summary>
    /// <param name="startMs">Where its audio began, in milliseconds of the stream.</param>
    /// <param name="isWanted">False where nobody wants its words any more.</param>
    Recognised End(long startMs, bool isWanted);
}
