using System.Globalization;

namespace Millrace.Faults;

/// <summary>
/// The line of <c>/proc/[pid]/stat</c> or <c>/proc/[pid]/task/[tid]/stat</c> (proc_pid_stat(5)). Times are in clock ticks of
/// <see cref="TicksPerSecond"/>, memory in pages.
/// </summary>
public readonly record struct ProcStat
{
    /// <summary>Clock ticks in a second. The kernel's USER_HZ, which is 100 on every architecture that .NET runs on.</summary>
    public const int TicksPerSecond = 100;

    // Fields from the third on, counted from 0: the manual's numbers less 3.
    private const int StateField = 0, UserField = 11, SystemField = 12, ThreadsField = 17, StartField = 19, ResidentField = 21;

    /// <summary>The process or thread id.</summary>
    public required int Id { get; init; }

    /// <summary>The command name, up to 15 bytes; may hold spaces and brackets.</summary>
    public required string Name { get; init; }

    /// <summary>R running, S sleeping, D disk wait, T stopped, t traced, Z zombie, X dead.</summary>
    public required char State { get; init; }

    /// <summary>Processor time in user mode.</summary>
    public required long UserTicks { get; init; }

    /// <summary>Processor time in the kernel.</summary>
    public required long SystemTicks { get; init; }

    /// <summary>Threads of the process.</summary>
    public required int Threads { get; init; }

    /// <summary>Start time since boot: with the id, it names a process for good.</summary>
    public required long StartTicks { get; init; }

    /// <summary>Resident pages.</summary>
    public required long ResidentPages { get; init; }

    /// <summary>Reads the line; false where it is cut short or is something else.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out ProcStat stat)
    {
        stat = default;
        // The name stands in brackets and may itself hold brackets and spaces: the last closing one ends it.
        int open = line.IndexOf('(');
        int close = line.LastIndexOf(')');
        if (open < 2 || close < open || !TryLong(line[..(open - 1)], out long id)) { return false; }

        ReadOnlySpan<char> rest = line[(close + 1)..].Trim();
        char state = '\0';
        long user = 0, system = 0, threads = 0, start = 0;
        int field = 0;
        foreach (Range range in rest.Split(' '))
        {
            ReadOnlySpan<char> value = rest[range];
            switch (field++)
            {
                case StateField when value.Length == 1 && char.IsAsciiLetter(value[0]): state = value[0]; break;
                case UserField when TryLong(value, out user): break;
                case SystemField when TryLong(value, out system): break;
                case ThreadsField when TryLong(value, out threads): break;
                case StartField when TryLong(value, out start): break;
                // Only a field behind this one shows that this one is whole.
                case ResidentField when range.End.Value < rest.Length && TryLong(value, out long resident):
                    stat = new ProcStat
                    {
                        Id = (int)id,
                        Name = line[(open + 1)..close].ToString(),
                        State = state,
                        UserTicks = user,
                        SystemTicks = system,
                        Threads = (int)threads,
                        StartTicks = start,
                        ResidentPages = resident,
                    };
                    return true;
                case StateField or UserField or SystemField or ThreadsField or StartField or ResidentField: return false;
            }
        }
        return false;
    }

    private static bool TryLong(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
