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
    private readonly ConcurrentQueue<(string Text, Color Color)> _lines = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly IAnsiConsole _console;
    private readonly Thread _painter;
    private volatile LabTick? _tick;

    public LiveProgress(IAnsiConsole console, string title)
    {
        _console = console;
        _painter = new Thread(() => Paint(title)) { IsBackground = true, Name = "progress" };
        _painter.Start();
    }

    public void Note(LabNote note) => _lines.Enqueue((TickLine.Of(note), note.IsProblem ? Color.Red : Color.Grey));

    /// <summary>Prints a line of the command's own above the table.</summary>
    public void Say(string line) => _lines.Enqueue((line, Color.Default));

    /// <summary>Makes the terminal usable again where the process ends at once.</summary>
    public void Abandon() => _console.Cursor.Show();

    public void Tick(LabTick tick) => _tick = tick;

    public void Dispose()
    {
        _end.Set();
        _painter.Join();
        _end.Dispose();
    }

    private void Paint(string title)
    {
        // Two lines at least: to go back to the first of one line, the display would move up by nothing, which terminals take for one line.
        _console.Live(new Rows(new Text(title), new Text("starting"))).AutoClear(true).Start(view =>
        {
            bool last;
            do
            {
                last = _end.Wait(Frame);
                while (_lines.TryDequeue(out (string Text, Color Color) line))
                {
                    // Written inside the live display, a line goes above it.
                    _console.Write(new LineAbove(line.Text, line.Color));
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
        table.AddRow("errors", Alarm(tick.ErrorsTotal), "lost or indefinite", Alarm(tick.LossTotal));
        table.AddRow("dropped", Alarm(tick.DroppedTotal), "", "");
        table.AddRow("connected", $"{Figures.Count(point.ConnectedClients)} of {Figures.Count(tick.Clients)}", "in flight", Figures.Count(point.InFlight));
        table.AddRow("target CPU", Percent(point.TargetCpuPercent), "target memory", Figures.Bytes(point.TargetRssBytes));
        table.AddRow("generator CPU", Percent(point.GeneratorCpuPercent), "generator memory", Figures.Bytes(point.GeneratorRssBytes));
        return table;
    }

    private static string Alarm(long count) => count > 0 ? $"[red]{Figures.Count(count)}[/]" : "0";

    private static string Percent(double? value) => value is { } known ? Figures.Number(known) + " %" : Figures.None;
}
