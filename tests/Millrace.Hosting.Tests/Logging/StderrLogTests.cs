using Microsoft.Extensions.Logging;
using Millrace.Hosting.Logging;

namespace Millrace.Hosting.Tests.Logging;

public sealed class StderrLogTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 15, 26, 6, 123, TimeSpan.Zero);

    [Fact]
    public void A_line_shows_time_level_category_id_and_message() =>
        Assert.Equal(
            "2026-11-20T15:26:06.123Z warning Millrace.Gateway[2001] Out of descriptors.",
            LogLine.Of(At, LogLevel.Warning, "Millrace.Gateway", 2001, "Out of descriptors.", null));

    [Fact]
    public void A_client_cannot_forge_a_line_or_move_the_cursor() =>
        Assert.EndsWith(
            @"] path /\u000a2026 info\u001b[2J", LogLine.Of(At, LogLevel.Information, "c", 1, "path /\n2026 info\u001b[2J", null), StringComparison.Ordinal);

    [Fact]
    public void Below_the_level_nothing_is_written()
    {
        using StringWriter writer = new();
        using (StderrLog log = new(writer, LogLevel.Warning))
        {
            ILogger logger = log.CreateLogger("c");
            Assert.False(logger.IsEnabled(LogLevel.Information));
            logger.Log(LogLevel.Information, 1, "quiet", null, (text, _) => text);
            logger.Log(LogLevel.Error, 2, "loud", null, (text, _) => text);
        }

        Assert.EndsWith($" error c[2] loud{Environment.NewLine}", writer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("quiet", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_stalls_costs_lines_not_time_and_the_loss_is_told()
    {
        using StallingWriter writer = new();
        using (StderrLog log = new(writer))
        {
            ILogger logger = log.CreateLogger("c");
            for (int i = 0; i < 5000; i++)
            {
                logger.Log(LogLevel.Error, 1, "line", null, (text, _) => text);
            }

            writer.Go.Set();
        }

        Assert.Matches(@"\(39\d\d log lines dropped: stderr is read too slowly\)", writer.ToString());
    }

    [Theory]
    [InlineData("info", LogLevel.Information)]
    [InlineData("WARNING", LogLevel.Warning)]
    [InlineData("none", LogLevel.None)]
    public void Levels_are_read_from_words(string word, LogLevel level) => Assert.Equal(level, StderrLog.LevelFrom(word));

    [Fact]
    public void An_unknown_level_is_refused_with_the_list() =>
        Assert.Contains(
            "trace, debug, info", Assert.Throws<ServerStartException>(() => StderrLog.LevelFrom("loud")).Message, StringComparison.Ordinal);

    private sealed class StallingWriter : StringWriter
    {
        public ManualResetEventSlim Go { get; } = new();

        public override void WriteLine(string? value)
        {
            Go.Wait();
            base.WriteLine(value);
        }
    }
}
