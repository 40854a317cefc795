using Millrace.Engine.Probes;
using Xunit;

namespace Millrace.Engine.Tests.Probes;

public sealed class ProcTextTests
{
    private const string Status = "Name:\tmillrace\nVmPeak:\t 9000 kB\nVmHWM:\t   70000 kB\nVmRSS:\t   65536 kB\nVmSwap:\t       0 kB\nThreads:\t17\nSigQ:\t0/31\n";

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

    [Theory]
    [InlineData(null, "/tmp")]
    [InlineData("", "/tmp")]
    [InlineData("PATH=/bin\0TMPDIR=/var/x\0HOME=/root\0", "/var/x")]
    [InlineData("MYTMPDIR=/no\0", "/tmp")]
    [InlineData("TMPDIR=\0", "/tmp")]
    public void The_temporary_folder_is_the_process_own(string? environ, string expected) => Assert.Equal(expected, DiagnosticsPort.TemporaryFolder(environ));
}
