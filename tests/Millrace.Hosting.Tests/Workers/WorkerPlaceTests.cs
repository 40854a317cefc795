using Millrace.Hosting.Workers;

namespace Millrace.Hosting.Tests.Workers;

public sealed class WorkerPlaceTests
{
    [Fact]
    public void A_place_is_read_as_it_was_written()
    {
        WorkerPlace place = new(1, 4, 8001, "/tmp/a,b");

        Assert.True(WorkerPlace.TryParse(place.ToString(), out WorkerPlace? read));
        Assert.Equal(place, read);
        Assert.Equal("/tmp/a,b/worker-3.sock", read.SocketOf(3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("4,4,8001,/tmp/a")]
    [InlineData("-1,4,8001,/tmp/a")]
    [InlineData("0,4,0,/tmp/a")]
    [InlineData("0,4,70000,/tmp/a")]
    [InlineData("0,999,8001,/tmp/a")]
    [InlineData("0,4,8001,a")]
    [InlineData("0,4,8001,")]
    public void What_is_no_place_is_not_read(string text) => Assert.False(WorkerPlace.TryParse(text, out _));
}
