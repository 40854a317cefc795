using Millrace.Testing;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Wire;

public sealed class RequestHeadTests
{
    // Offset 0 protocol id 0x41727101980 (8), 8 action 0 (4), 12 transaction id (4).
    private static readonly byte[] Connect = Convert.FromHexString("0000041727101980" + "00000000" + "01020304");

    [Fact]
    public void Connect_request_has_the_layout_of_BEP_15()
    {
        byte[] bytes = new byte[16];

        Assert.Equal(16, RequestHead.Connect(0x0102_0304).Write(bytes));

        Assert.Equal(Connect, bytes);
    }

    [Fact]
    public void Connect_request_is_read()
    {
        Assert.True(RequestHead.TryRead(Connect, out RequestHead head));

        Assert.Equal(new RequestHead(0x0417_2710_1980, TrackerAction.Connect, 0x0102_0304), head);
    }

    [Fact]
    public void Whatever_follows_is_left_alone()
    {
        Assert.True(RequestHead.TryRead([.. Connect, 1, 2, 3], out RequestHead head));

        Assert.Equal(0x0102_0304u, head.TransactionId);
    }

    [Fact]
    public void Action_that_nobody_knows_is_given_as_it_is()
    {
        byte[] bytes = [.. Connect];
        bytes[8] = 0xFF;

        Assert.True(RequestHead.TryRead(bytes, out RequestHead head));

        Assert.Equal((TrackerAction)0xFF00_0000, head.Action);
    }

    [Fact]
    public void Head_cut_off_anywhere_is_refused()
    {
        foreach (byte[] cut in Garbage.Truncations(Connect))
        {
            Assert.False(RequestHead.TryRead(HostileSegments.Poisoned(cut).Span, out RequestHead head));
            Assert.Equal(default, head);
        }
    }
}
