using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Host.Recognition;

/// <summary>Every log line of the recognisers. Ids 2850 to 2899; highest used: 2850.</summary>
internal static partial class RecognitionLog
{
    [LoggerMessage(2850, LogLevel.Error, "A session failed to take its answer, for a reason that should not exist; the others are not affected. Please report this.")]
    public static partial void AnswerFailed(ILogger log, Exception exception);
}
