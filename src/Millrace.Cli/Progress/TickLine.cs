using System.Text;
using Millrace.Engine.Running;
using Millrace.Reports.Text;

namespace Millrace.Cli.Progress;

/// <summary>One second of a run as one line of text.</summary>
internal static class TickLine
{
    public static string Of(LabTick tick)
    {
        Results.SeriesPoint point = tick.Point;
        var line = new StringBuilder();
        line.Append(Clock(tick.Elapsed).PadLeft(6)).Append(tick.Planned is { } planned ? "/" + Clock(planned) : "").Append("  ").Append(point.Phase.PadRight(8));
        line.Append("  ").Append((Figures.Number(point.OkPerSecond) + "/s").PadLeft(11));
        line.Append("  p50 ").Append(Figures.Number(point.P50Ms)).Append(" p99 ").Append(Figures.Number(point.P99Ms)).Append(" max ").Append(Figures.Number(point.MaxMs)).Append(" ms");
        line.Append("  errors ").Append(Figures.Count(tick.ErrorsTotal));
        if (tick.LossTotal > 0)
        {
            line.Append("  loss ").Append(Figures.Count(tick.LossTotal));
        }

        if (tick.DroppedTotal > 0)
        {
            line.Append("  dropped ").Append(Figures.Count(tick.DroppedTotal));
        }

        line.Append("  clients ").Append(Figures.Count(point.ConnectedClients)).Append('/').Append(Figures.Count(tick.Clients));
        if (point.TargetCpuPercent is { } cpu)
        {
            line.Append("  target ").Append(Figures.Number(cpu)).Append(" % ").Append(Figures.Bytes(point.TargetRssBytes));
        }

        if (point.GeneratorCpuPercent is { } own)
        {
            line.Append("  generator ").Append(Figures.Number(own)).Append(" %");
        }

        return line.ToString();
    }

    /// <summary>An event of the run as one line.</summary>
    public static string Of(LabNote note) => $"{Clock(note.At),6}  {(note.IsProblem ? "problem: " : "")}{note.Text}";

    internal static string Clock(TimeSpan time) =>
        time < TimeSpan.FromMinutes(2) ? time.TotalSeconds.ToString("0.0", Words.Invariant) + "s" : string.Create(Words.Invariant, $"{(long)time.TotalMinutes}m{time.Seconds:00}s");
}
