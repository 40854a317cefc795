using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests;

public sealed class WireSmokeTests
{
    [Fact]
    public void Announce_is_read_as_it_was_written()
    {
        byte[] bytes = new byte[TrackerProtocol.AnnounceBytes];
        AnnounceRequest request = new() { Head = new(7, TrackerAction.Announce, 9), InfoHash = new(1, 2, 3), PeerId = new(4, 5, 6), Left = 8, Wanted = -1, Port = 6881 };

        Assert.Equal(bytes.Length, request.Write(bytes));

        Assert.True(AnnounceRequest.TryRead(bytes, out AnnounceRequest read));
        Assert.Equal(request, read);
    }
}
