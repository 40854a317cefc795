namespace Millrace.Speech.Host.Rest;

/// <summary>What sessions took and gave, summed.</summary>
/// <param name="Sessions">How many sessions.</param>
/// <param name="AudioBytes">Bytes of PCM taken.</param>
/// <param name="Chunks">Chunks taken.</param>
/// <param name="Transcripts">Partials and finals given.</param>
internal readonly record struct SessionSums(long Sessions, long AudioBytes, long Chunks, long Transcripts)
{
    public static SessionSums operator +(SessionSums left, SessionSums right) =>
        new(left.Sessions + right.Sessions, left.AudioBytes + right.AudioBytes, left.Chunks + right.Chunks, left.Transcripts + right.Transcripts);
}
