using Millrace.Engine.Running;

namespace Millrace.Cli.Telemetry;

/// <summary>Passes on what a lab tells, and keeps its figures for whoever asks from outside.</summary>
internal sealed class TelemetryProgress(ILabProgress inner, LabFigures figures) : ILabProgress
{
    public void Note(LabNote note) => inner.Note(note);

    public void Tick(LabTick tick)
    {
        figures.Take(tick);
        inner.Tick(tick);
    }
}
