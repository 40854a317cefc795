using Millrace.Engine.Metering;
using Millrace.Faults;

namespace Millrace.Engine.Faulting;

/// <summary>The windows of a fault timeline as phases: overlapping faults share one, and after each comes a recovery as long as the fault, 1 to 10 s.</summary>
internal static class FaultWindows
{
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<FaultWindow> Of(FaultTimeline timeline, TimeSpan duration)
    {
        var windows = new List<FaultWindow>();
        foreach (FaultEvent fault in timeline.Events)
        {
            string name = $"{fault.Fault.Info.Name} {windows.Count + 1}";
            TimeSpan end = fault.LiftAt ?? duration;
            if (windows.Count > 0 && windows[^1].End > fault.Start)
            {
                FaultWindow last = windows[^1];
                windows[^1] = With(last with { Name = $"{fault.Fault.Info.Name}+{last.Name}", End = end > last.End ? end : last.End });
            }
            else
            {
                windows.Add(With(new FaultWindow(name, fault.Start, end, TimeSpan.Zero)));
            }
        }

        return windows;
    }

    private static FaultWindow With(FaultWindow window)
    {
        TimeSpan length = window.End - window.Start;
        return window with { Recovery = length < _shortest ? _shortest : length > _longest ? _longest : length };
    }
}
