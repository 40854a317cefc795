using Millrace.Hosting.Workers;

namespace Millrace.Hosting.Tests.Workers;

public sealed class RestartPauseTests
{
    [Fact]
    public void The_pause_doubles_up_to_its_bound()
    {
        RestartPause pause = new();

        double[] seconds = [.. Enumerable.Range(0, 12).Select(_ => pause.After(TimeSpan.FromSeconds(1)).TotalSeconds)];

        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30, 30], seconds);
    }

    [Fact]
    public void After_a_life_of_a_minute_it_begins_anew()
    {
        RestartPause pause = new();
        pause.After(TimeSpan.Zero);
        pause.After(TimeSpan.Zero);

        Assert.Equal(0.1, pause.After(TimeSpan.FromMinutes(1)).TotalSeconds);
        Assert.Equal(0.2, pause.After(TimeSpan.Zero).TotalSeconds);
    }
}
