using Millrace.Engine.Running;

namespace Millrace.Cli.Progress;

/// <summary>Progress for a log file or a pipe: a line a second, or every five seconds of a run longer than a minute.</summary>
internal sealed class LineProgress(TextWriter output) : ILabProgress
{
    private static readonly TimeSpan LongRun = TimeSpan.FromMinutes(1);
    private int _ticks;

    public void Note(LabNote note) => output.WriteLine(TickLine.Of(note));

    public void Tick(LabTick tick)
    {
        _ticks++;
        if (tick.Planned is not { } planned || planned <= LongRun || _ticks % 5 == 0)
        {
            output.WriteLine(TickLine.Of(tick));
        }
    }
}
