using Millrace.Engine.Metering;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Running;

/// <summary>
/// The run's second hand: takes the shards' figures once a second and at every edge of a phase or a threshold's window, appends the interval log,
/// replaces the run file every few seconds and tells whoever watches.
/// </summary>
#pragma warning disable CA1001 // a semaphore whose handle nobody asks for holds nothing to dispose
internal sealed class RunPages(RunBook book, ICrew crew, RunFolder? folder, ILabProgress progress, Func<RunEnding, IReadOnlyList<FaultResult>?, RunFile> build)
#pragma warning restore CA1001
{
    private const int PagesPerFile = 5;
    private readonly TaskCompletionSource _planned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _pages;
    private bool _writable = true;

    /// <summary>The load's times are known from now on: whoever waits for the next second looks again, or the first edge would pass unseen.</summary>
    public void FollowPlan() => _planned.TrySetResult();

    /// <summary>Turns a page at once: the load has ended before its time, and what both sides used belongs to it.</summary>
    public Task TurnNowAsync() => TurnOneAsync();

    /// <summary>Turns pages until cancelled.</summary>
    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (bool planned = false; ;)
            {
                Task edge = Task.Delay(UntilNext(), TimeProvider.System, cancellationToken);
                if (!planned && await Task.WhenAny(edge, _planned.Task).ConfigureAwait(false) != edge)
                {
                    planned = true;
                    continue;
                }

                await edge.ConfigureAwait(false);
                await TurnOneAsync().ConfigureAwait(false);
                if (++_pages % PagesPerFile == 1) // the first at once: a lab that is killed early leaves a file to rebuild the run from
                {
                    Write(() => folder?.WriteRun(build(RunEnding.Running, null)));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // expected: the run is over; its last page is turned apart
        }
    }

    /// <summary>Takes what came in since the last page.</summary>
    public Task TurnLastAsync() => TurnOneAsync();

    public void WriteLast(RunFile run) => Write(() => folder?.WriteRun(run));

    private async Task TurnOneAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            (IntervalRecord interval, SeriesPoint point) = await book.TurnPageAsync(crew).ConfigureAwait(false);
            Write(() => folder?.AppendInterval(interval));
            Tell(interval, point);
        }
        finally
        {
            _turn.Release();
        }
    }

    private TimeSpan UntilNext()
    {
        long now = Shard.Now;
        PhaseTimeline timeline = book.Timeline;
        bool loading = timeline.LoadStart <= now;
        long origin = loading ? timeline.LoadStart : book.Started;
        long second = origin + (((now - origin) / Ticks.PerSecond) + 1) * Ticks.PerSecond;
        IEnumerable<long> edges = timeline.Phases.Select(phase => phase.Start);
        if (timeline.LoadStart != long.MaxValue)
        {
            edges = edges.Concat(book.Windows.Where(window => window.Threshold.Window is not null).SelectMany(window => new[]
            {
                timeline.MeasuredStart + Ticks.From(window.Threshold.Window!.Start),
                timeline.MeasuredStart + Ticks.From(window.Threshold.Window.End),
            }));
        }

        // Timers round down to whole milliseconds; a page just before an edge would be followed by an empty one.
        long next = edges.Append(second).Where(edge => edge > now).Min();
        return Ticks.ToTimeSpan(next - now) + TimeSpan.FromMilliseconds(1);
    }

    private void Tell(IntervalRecord interval, SeriesPoint point)
    {
        Tally total = book.Collector.Count(operation => operation != book.ConnectIndex);
        PhaseTimeline timeline = book.Timeline;
        progress.Tick(new LabTick
        {
            Elapsed = Ticks.ToTimeSpan(Shard.Now - book.Started),
            Planned = timeline.LoadStart == long.MaxValue ? null : Ticks.ToTimeSpan(timeline.LoadEnd - book.Started),
            Point = point,
            Interval = interval,
            Clients = book.Scenario.Clients,
            DuePerSecond = interval.SpanSeconds > 0 ? interval.Accounting.Due / interval.SpanSeconds : 0,
            ErrorsTotal = total.Errors,
            LossTotal = total.Lost + total.Indefinite,
            DroppedTotal = total.Dropped,
        });
    }

    // A full disk costs the files, not the run.
    private void Write(Action write)
    {
        if (!_writable)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _writable = false;
            progress.Note(new LabNote(Ticks.ToTimeSpan(Shard.Now - book.Started), $"the run's files cannot be written any more: {e.Message}", IsProblem: true));
        }
    }
}
