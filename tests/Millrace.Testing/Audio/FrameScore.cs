namespace Millrace.Testing.Audio;

/// <summary>How judgements of frames compare with what the frames are.</summary>
/// <param name="Accuracy">The share of all frames that was judged right.</param>
/// <param name="Missed">The share of the speech that was not found.</param>
/// <param name="FalseAlarms">The share of the rest that was taken for speech.</param>
public readonly record struct FrameScore(double Accuracy, double Missed, double FalseAlarms)
{
    /// <summary>Counts.</summary>
    public static FrameScore Of(IReadOnlyList<bool> labels, IReadOnlyList<bool> judged)
    {
        int frames = Math.Min(labels.Count, judged.Count);
        int speech = 0;
        int missed = 0;
        int alarms = 0;
        for (int n = 0; n < frames; n++)
        {
            speech += labels[n] ? 1 : 0;
            missed += labels[n] && !judged[n] ? 1 : 0;
            alarms += !labels[n] && judged[n] ? 1 : 0;
        }

        return new(1 - ((missed + alarms) / (double)frames), missed / (double)Math.Max(1, speech), alarms / (double)Math.Max(1, frames - speech));
    }
}
