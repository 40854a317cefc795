using Millrace.Speech.Host.Rest.Audio;
using Millrace.Speech.Host.Streaming;

namespace Millrace.Speech.Host.Rest;

/// <summary>Transcribes the audio of one request.</summary>
internal static class RequestRun
{
    /// <summary>Reads all of it, and gives what was heard.</summary>
    /// <exception cref="RestException">The recogniser failed, or the session was ended.</exception>
    public static async ValueTask<Transcript> TranscribeAsync(
        RestServices services, IRequestSession session, AudioIntake audio, StreamSettings settings, CancellationToken aborted)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(session.Ending, aborted);
        try
        {
            using RequestTranscription transcription = new(services, session, settings.Voice, settings.Language, settings.Prompt);
            while (await audio.ReadAsync(either.Token).ConfigureAwait(false) is { IsEmpty: false } block)
            {
                await transcription.TakeAsync(block, either.Token).ConfigureAwait(false);
            }

            return await transcription.FinishAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (session.Ending.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw new RestException(503, "Session is closing", e) { RetryAfterSeconds = services.Sessions.RetryAfterSeconds, Code = Wire.SpeechCodes.SessionClosing };
        }
    }
}
