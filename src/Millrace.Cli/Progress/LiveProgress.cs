using System.Collections.Concurrent;
using Millrace.Engine.Running;
using Millrace.Reports.Text;
using Millrace.Results;
using Spectre.Console;

namespace Millrace.Cli.Progress;

/// <summary>
/// Progress for a terminal: one table that is redrawn four times a second by a thread of its own, from the newest snapshot. What happens is
/// printed above it and stays.
/// </summary>
internal sealed class LiveProgress : ILabProgress, IDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentQueue<LabNote> _notes = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _painter;
    private volatile LabTick? _tick;

    public LiveProgress(IAnsiConsole console, string title)
    {
        _painter = new Thread(() => Paint(console, title)) { IsBackground = true, Name = "progress" };
        _painter.Start();
    }

    public void Note(LabNote note) => _notes.Enqueue(note);

    public void Tick(LabTick tick) => _tick = tick;

    public void Dispose()
    {
        _end.Set();
        _painter.Join();
        _end.Dispose();
    }

    private void Paint(IAnsiConsole console, string title)
    {
        console.Live(new Text(title)).AutoClear(true).Start(view =>
        {
            bool last;
            do
            {
                last = _end.Wait(Frame);
                while (_notes.TryDequeue(out LabNote? note))
                {
                    // Written inside the live display, a line goes above it.
                    console.MarkupLineInterpolated(note.IsProblem ? (FormattableString)$"[red]{TickLine.Of(note)}[/]" : $"[grey]{TickLine.Of(note)}[/]");
                }

                if (_tick is { } tick)
                {
                    view.UpdateTarget(Picture(title, tick));
                }
            }
            while (!last);
        });
    }

    internal static Table Picture(string title, LabTick tick)
    {
        SeriesPoint point = tick.Point;
        string left = tick.Planned is { } planned && planned > tick.Elapsed ? $", {TickLine.Clock(planned - tick.Elapsed)} left" : "";
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(title)), ShowHeaders = false };
        table.AddColumns("", "", "", "");
        table.AddRow("phase", $"[bold]{Markup.Escape(point.Phase)}[/]", "elapsed", TickLine.Clock(tick.Elapsed) + left);
        table.AddRow("answered", $"[bold]{Figures.Rate(point.OkPerSecond)}[/]", "due", Figures.Rate(tick.DuePerSecond));
        table.AddRow("p50 / p99", $"{Figures.Number(point.P50Ms)} / [bold]{Figures.Number(point.P99Ms)}[/] ms", "max", Figures.Milliseconds(point.MaxMs));
        table.AddRow("errors", Alarm(tick.ErrorsTotal), "dropped", Alarm(tick.DroppedTotal));
        table.AddRow("connected", $"{Figures.Count(point.ConnectedClients)} of {Figures.Count(tick.Clients)}", "in flight", Figures.Count(point.InFlight));
        table.AddRow("target CPU", Percent(point.TargetCpuPercent), "target memory", Figures.Bytes(point.TargetRssBytes));
        table.AddRow("generator CPU", Percent(point.GeneratorCpuPercent), "generator memory", Figures.Bytes(point.GeneratorRssBytes));
        return table;
    }

    private static string Alarm(long count) => count > 0 ? $"[red]{Figures.Count(count)}[/]" : "0";

    private static string Percent(double? value) => value is { } known ? Figures.Number(known) + " %" : Figures.None;
}
