using System.Text;
using Millrace.Engine.Running;
using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Cli.Planning;

/// <summary>The planned starts over time as a drawing of characters, the faults below it. Pure.</summary>
internal static class ArrivalCurve
{
    public const int Width = 64;
    private const int Height = 8;
    private const int Margin = 10;
    private const string Blocks = " ▁▂▃▄▅▆▇█";

    /// <summary>The drawing, a line each; of a load that waits for answers only the time axis, with the faults.</summary>
    public static IReadOnlyList<string> Draw(RunPlan plan)
    {
        TimeSpan length = plan.Scenario.WarmUp + plan.Scenario.Duration;
        var lines = new List<string>();
        if (plan.Arrivals is not null)
        {
            lines.Add("starts a second");
            lines.AddRange(Columns(plan, length));
        }

        lines.Add(new string(' ', Margin - 1) + "+" + Axis(plan, length));
        lines.Add(Ticks(length));
        foreach (FaultEvent fault in plan.Faults.Events)
        {
            lines.Add(Bar(fault.Fault.Info.Name, plan.Scenario.WarmUp + fault.Start, plan.Scenario.WarmUp + (fault.LiftAt ?? (fault.Fault.Info.End == FaultEnd.None ? fault.Start : plan.Scenario.Duration)), length));
        }

        return lines;
    }

    private static IEnumerable<string> Columns(RunPlan plan, TimeSpan length)
    {
        // The mean rate of each column: a spike narrower than one is lower than it is, and never lost.
        double step = length.TotalSeconds / Width;
        double[] rates = [.. Enumerable.Range(0, Width).Select(i => (Before(plan, (i + 1) * step) - Before(plan, i * step)) / step)];
        double top = rates.Max();
        for (int row = Height - 1; row >= 0; row--)
        {
            var line = new StringBuilder(row == Height - 1 ? Label(top) : row == 0 ? Label(0) : new string(' ', Margin - 2)).Append(" |");
            foreach (double rate in rates)
            {
                double eighths = top <= 0 ? 0 : (rate / top * Height * 8) - (row * 8);
                line.Append(Blocks[(int)Math.Clamp(Math.Round(eighths), 0, 8)]);
            }

            yield return line.ToString().TrimEnd();
        }
    }

    private static double Before(RunPlan plan, double seconds) => plan.Arrivals!.ExpectedBefore(TimeSpan.FromSeconds(seconds));

    private static string Label(double rate) => rate.ToString(rate is > 0 and < 10 ? "0.##" : "#,0", Words.Invariant).PadLeft(Margin - 2);

    // The warm-up is dotted: it is driven and not counted.
    private static string Axis(RunPlan plan, TimeSpan length)
    {
        int warm = (int)Math.Round(plan.Scenario.WarmUp / length * Width);
        return new string('.', warm) + new string('-', Width - warm);
    }

    private static string Ticks(TimeSpan length)
    {
        string half = Durations.Format(TimeSpan.FromSeconds(Math.Round(length.TotalSeconds / 2, 1)));
        string end = Durations.Format(TimeSpan.FromSeconds(Math.Round(length.TotalSeconds, 1)));
        return new string(' ', Margin) + ("0s".PadRight((Width / 2) - (half.Length / 2)) + half).PadRight(Width - end.Length) + end;
    }

    private static string Bar(string name, TimeSpan from, TimeSpan to, TimeSpan length)
    {
        int start = Math.Clamp((int)(from / length * Width), 0, Width - 1);
        int end = Math.Clamp((int)Math.Ceiling(to / length * Width), start + 1, Width);
        string label = name.Length > Margin - 2 ? name[..(Margin - 2)] : name;
        return label.PadRight(Margin) + new string(' ', start) + new string(to == from ? '^' : '~', end - start);
    }
}
