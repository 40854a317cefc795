namespace Millrace.Speech.Host.Metrics;

/// <summary>Histograms of the stages of all chunks since the start. Thread-safe; recording takes no lock and no memory.</summary>
internal sealed class StageTimes
{
    private readonly StageHistogram[] _stages = [.. Enum.GetValues<Stage>().Select(_ => new StageHistogram())];

    public StageHistogram Of(Stage stage) => _stages[(int)stage];

    /// <summary>Records one chunk; times in microseconds.</summary>
    public void Record(long voice, long queueing, long recogniser, long reply)
    {
        _stages[(int)Stage.Voice].Record(voice);
        _stages[(int)Stage.Queueing].Record(queueing);
        _stages[(int)Stage.Recogniser].Record(recogniser);
        _stages[(int)Stage.Reply].Record(reply);
        _stages[(int)Stage.Total].Record(voice + queueing + recogniser + reply);
    }
}
