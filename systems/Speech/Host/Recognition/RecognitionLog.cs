using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Host.Recognition;

/// <summary>Every log line of the recognisers. Ids 2850 to 2899; highest used: 2856.</summary>
internal static partial class RecognitionLog
{
    [LoggerMessage(2850, LogLevel.Error, "A session failed to take its answer, for a reason that should not exist; the others are not affected. Please report this.")]
    public static partial void AnswerFailed(ILogger log, Exception exception);

    [LoggerMessage(2851, LogLevel.Error, "A decoder failed and is freed; the next utterance gets another. {Reason}")]
    public static partial void DecoderFailed(ILogger log, string reason, Exception exception);

    [LoggerMessage(2852, LogLevel.Error, "A decoder did not come back within {Seconds} s and is given up with its thread: {GivenUp} of at most {Limit}. At the limit no thread takes its place.")]
    public static partial void DecoderGivenUp(ILogger log, double seconds, int givenUp, int limit);

    [LoggerMessage(2853, LogLevel.Warning, "A decoder that had been given up came back after all, and is freed.")]
    public static partial void DecoderCameBack(ILogger log);

    [LoggerMessage(2854, LogLevel.Information, "Decoder {Number} of at most {Limit} is ready after {Milliseconds} ms.")]
    public static partial void DecoderReady(ILogger log, int number, int limit, long milliseconds);

    [LoggerMessage(2855, LogLevel.Warning, "Decoders are still at work {Seconds} s after the recogniser was ended; they are left to the end of the process.")]
    public static partial void DecodersLeft(ILogger log, double seconds);

    [LoggerMessage(2856, LogLevel.Warning, "An utterance could not be transcribed by {Server}: {Reason}")]
    public static partial void ForwardFailed(ILogger log, Uri server, string reason);
}
