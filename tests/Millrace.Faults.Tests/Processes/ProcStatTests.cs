using System.Globalization;
using Xunit;

namespace Millrace.Faults.Tests.Processes;

public sealed class ProcStatTests
{
    private const string Line = "4242 (a) R (b) T 1 4242 4242 0 -1 4194304 1234 0 5 0 150 50 0 0 20 0 17 0 987654 270536704 12345 18446744073709551615 1 1 0";

    [Fact]
    public void A_line_is_read_though_the_name_holds_brackets_and_blanks()
    {
        Assert.True(ProcStat.TryParse(Line, out ProcStat stat));
        Assert.Equal(
            new ProcStat { Id = 4242, Name = "a) R (b", State = 'T', UserTicks = 150, SystemTicks = 50, Threads = 17, StartTicks = 987654, ResidentPages = 12345 },
            stat);
    }

    [Fact]
    public void A_truncated_line_is_refused_until_every_needed_field_is_whole()
    {
        int whole = Line.IndexOf("12345 18", StringComparison.Ordinal) + "12345 1".Length;
        for (int length = 0; length <= Line.Length; length++)
        {
            Assert.Equal(length >= whole, ProcStat.TryParse(Line.AsSpan(0, length), out ProcStat stat));
            if (length >= whole) { Assert.Equal(12345, stat.ResidentPages); }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("()")]
    [InlineData("x (y) R 1 2 3")]
    [InlineData("1 )x( R")]
    [InlineData("1 (x) R 1 1 1 0 -1 0 0 0 0 0 u s 0 0 20 0 1 0 5 0 7 0")]
    public void Other_text_is_refused(string text) => Assert.False(ProcStat.TryParse(text, out _));

    [Fact]
    public void Random_damage_never_throws()
    {
        var random = new Random(3);
        for (int i = 0; i < 5_000; i++)
        {
            char[] damaged = Line.ToCharArray();
            for (int hits = random.Next(1, 6); hits > 0; hits--) { damaged[random.Next(damaged.Length)] = (char)random.Next(1, 0x250); }
            if (ProcStat.TryParse(damaged, out ProcStat stat)) { Assert.NotNull(stat.Name); }
        }
    }

    [Fact]
    public void This_process_is_found_under_its_own_id()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux only");
        Assert.True(ProcStat.TryParse(File.ReadAllText("/proc/self/stat"), out ProcStat stat));
        Assert.Equal(Environment.ProcessId, stat.Id);
        Assert.True(stat.ResidentPages > 1_000, stat.ToString());
        Assert.Equal(stat.StartTicks.ToString(CultureInfo.InvariantCulture), File.ReadAllText("/proc/self/stat").Split(' ')[21]);
    }
}
