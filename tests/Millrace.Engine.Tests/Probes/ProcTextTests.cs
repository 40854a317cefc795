using Millrace.Engine.Probes;
using Xunit;

namespace Millrace.Engine.Tests.Probes;

public sealed class ProcTextTests
{
    private const string Status = "Name:\tmillrace\nVmPeak:\t 9000 kB\nVmHWM:\t   70000 kB\nVmRSS:\t   65536 kB\nVmSwap:\t       0 kB\nThreads:\t17\nSigQ:\t0/31\n";
    private const string Sockstat = "sockets: used 200\nTCP: inuse 5 orphan 1 tw 27 alloc 7 mem 1\nUDP: inuse 3 mem 2\nUDPLITE: inuse 9\n";
    private const string Sockstat6 = "TCP6: inuse 2\nUDP6: inuse 1\nUDPLITE6: inuse 0\n";

    [Fact]
    public void Status_gives_memory_in_bytes_and_threads()
    {
        Assert.True(ProcessStatus.TryParse(Status, out ProcessStatus status));
        Assert.Equal(new ProcessStatus { RssBytes = 65536L << 10, RssPeakBytes = 70000L << 10, SwapBytes = 0, Threads = 17 }, status);
    }

    [Fact]
    public void A_truncated_status_gives_whole_fields_or_none()
    {
        for (int length = 0; length <= Status.Length; length++)
        {
            bool read = ProcessStatus.TryParse(Status.AsSpan(0, length), out ProcessStatus status);
            Assert.True(status.RssBytes is null or 65536L << 10);
            Assert.True(status.Threads is null or 17);
            Assert.Equal(status != default, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n\n:\n")]
    [InlineData("VmRSSx:\t1 kB\n")]
    public void Other_text_is_no_status(string text) => Assert.False(ProcessStatus.TryParse(text, out _));

    [Theory]
    [InlineData("VmRSS:\t-5 kB\n")]
    [InlineData("VmRSS:\t5 MB\n")]
    [InlineData("VmRSS:\t99999999999999999999 kB\n")]
    [InlineData("VmRSS:\t9999999999999999 kB\n")]
    public void A_value_that_makes_no_sense_is_not_measured(string text)
    {
        Assert.True(ProcessStatus.TryParse(text + "Threads:\t1\n", out ProcessStatus status));
        Assert.Null(status.RssBytes);
    }

    [Fact]
    public void Sockets_are_summed_over_both_families()
    {
        Assert.True(SocketCounts.TryParse(Sockstat, Sockstat6, out SocketCounts counts));
        Assert.Equal(new SocketCounts { TcpInUse = 7, TcpOrphans = 1, TcpTimeWait = 27, UdpInUse = 4 }, counts);
        Assert.True(SocketCounts.TryParse(Sockstat, "", out counts));
        Assert.Equal(5, counts.TcpInUse);
    }

    [Fact]
    public void Truncated_or_strange_socket_counts_never_throw()
    {
        int whole = Sockstat.IndexOf("mem 1\n", StringComparison.Ordinal) + 6;
        for (int length = 0; length <= Sockstat.Length; length++)
        {
            Assert.Equal(length >= whole, SocketCounts.TryParse(Sockstat.AsSpan(0, length), "", out _));
        }
        Assert.False(SocketCounts.TryParse("TCP: inuse\nTCP: inuse x\n", "", out _));
    }

    [Theory]
    [InlineData("12345 678 9\n", 12345, 678)]
    [InlineData("0 0 0", 0, 0)]
    public void Sched_stat_gives_running_and_waiting(string line, long run, long wait)
    {
        Assert.True(SchedStat.TryParse(line, out SchedStat stat));
        Assert.Equal(new SchedStat(run, wait), stat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("12345 ")]
    [InlineData("12345 67")]
    [InlineData("a b c")]
    [InlineData("  1")]
    public void Other_text_is_no_sched_stat(string line) => Assert.False(SchedStat.TryParse(line, out _));

    [Theory]
    [InlineData(null, "/tmp")]
    [InlineData("", "/tmp")]
    [InlineData("PATH=/bin\0TMPDIR=/var/x\0HOME=/root\0", "/var/x")]
    [InlineData("MYTMPDIR=/no\0", "/tmp")]
    [InlineData("TMPDIR=\0", "/tmp")]
    public void The_temporary_folder_is_the_process_own(string? environ, string expected) => Assert.Equal(expected, DiagnosticsPort.TemporaryFolder(environ));
}
