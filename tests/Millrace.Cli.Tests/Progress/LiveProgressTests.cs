using Millrace.Cli.Progress;
using Millrace.Engine.Running;
using Millrace.Results;
using Spectre.Console;
using Xunit;

namespace Millrace.Cli.Tests.Progress;

public sealed class LiveProgressTests : IDisposable
{
    private const string Title = "gateway baseline: 50 clients, closed: each continues when its reply is in, 6s";
    private readonly StringWriter _written = new() { NewLine = "\n" };

    [Fact]
    public void Nothing_but_the_lines_that_were_said_stays_on_the_screen()
    {
        _written.Write("$ ./millrace run gateway\n");
        using (var live = new LiveProgress(Console(), Title))
        {
            live.Note(new LabNote(TimeSpan.Zero, "connecting"));
            live.Tick(Tick());
            live.Note(new LabNote(TimeSpan.FromSeconds(8.1), "draining"));
            live.Say("stopping");
        }

        Assert.Equal(["$ ./millrace run gateway", "  0.0s  connecting", "  8.1s  draining", "stopping"], Screen.Of(_written.ToString()));
    }

    [Fact]
    public void Table_shows_what_was_never_answered()
    {
        Console().Write(LiveProgress.Picture(Title, Tick()));

        string row = Assert.Single(Screen.Of(_written.ToString()), line => line.Contains("errors", StringComparison.Ordinal));
        Assert.Contains("12", row, StringComparison.Ordinal);
        Assert.Matches("lost or indefinite +│ 7 ", row);
    }

    public void Dispose() => _written.Dispose();

    private static LabTick Tick() => new()
    {
        Elapsed = TimeSpan.FromSeconds(1),
        Clients = 50,
        ErrorsTotal = 12,
        LossTotal = 7,
        Point = new SeriesPoint { AtSeconds = 0, Phase = "steady", OkPerSecond = 1234, P50Ms = 0.5 },
    };

    private IAnsiConsole Console()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(_written),
        });
        console.Profile.Width = 120;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
