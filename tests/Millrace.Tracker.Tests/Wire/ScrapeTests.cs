using Millrace.Testing;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Wire;

public sealed class ScrapeTests
{
    private static readonly InfoHash[] Hashes = [new(0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F, 0x1011_1213), new(1, 2, 3)];

    private static readonly byte[] Request = Convert.FromHexString(
        "1122334455667788" // 0 connection id
        + "00000002" // 8 action
        + "01020304" // 12 transaction id
        + "000102030405060708090A0B0C0D0E0F10111213" // 16 first info hash
        + "0000000000000001000000000000000200000003"); // 36 second info hash

    private static readonly byte[] Answer = Convert.FromHexString(
        "00000002" // 0 action
        + "01020304" // 4 transaction id
        + "00000005" + "00000006" + "00000007" // 8 seeders, completed, leechers of the first
        + "00000008" + "00000009" + "0000000A"); // 20 of the second

    [Fact]
    public void Scrape_has_the_layout_of_BEP_15()
    {
        byte[] bytes = new byte[56];

        Assert.Equal(56, ScrapeRequest.Write(bytes, 0x1122_3344_5566_7788, 0x0102_0304, Hashes));

        Assert.Equal(Request, bytes);
    }

    [Fact]
    public void Info_hashes_are_read_in_their_order()
    {
        Assert.Equal(2, ScrapeRequest.Count(Request));
        Assert.Equal(Hashes, new[] { ScrapeRequest.HashAt(Request, 0), ScrapeRequest.HashAt(Request, 1) });
    }

    [Fact]
    public void Only_whole_info_hashes_count()
    {
        for (int length = 0; length < 16 + (80 * 20); length++)
        {
            Assert.Equal(Math.Max(0, (length - 16) / 20), ScrapeRequest.Count(new byte[length]));
        }
    }

    [Fact]
    public void Request_for_the_most_info_hashes_is_as_long_as_a_packet_may_be()
    {
        byte[] bytes = new byte[1500];

        int length = ScrapeRequest.Write(bytes, 1, 2, new InfoHash[TrackerProtocol.MaxScrapeHashes]);

        Assert.Equal(1496, length);
        Assert.Equal(74, ScrapeRequest.Count(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Answer_has_the_layout_of_BEP_15()
    {
        byte[] bytes = new byte[32];
        int at = new AnswerHead(TrackerAction.Scrape, 0x0102_0304).Write(bytes);
        at += new ScrapeEntry(Seeders: 5, Completed: 6, Leechers: 7).Write(bytes.AsSpan(at));
        at += new ScrapeEntry(8, 9, 10).Write(bytes.AsSpan(at));

        Assert.Equal(32, at);
        Assert.Equal(Answer, bytes);
    }

    [Fact]
    public void Entries_of_an_answer_are_read_in_their_order()
    {
        Assert.Equal(2, ScrapeEntry.Count(Answer));
        Assert.Equal(new ScrapeEntry(5, 6, 7), ScrapeEntry.At(Answer, 0));
        Assert.Equal(new ScrapeEntry(8, 9, 10), ScrapeEntry.At(Answer, 1));
    }

    [Fact]
    public void Only_whole_entries_count()
    {
        foreach (byte[] cut in Garbage.Truncations(Answer))
        {
            Assert.Equal(Math.Max(0, (cut.Length - 8) / 12), ScrapeEntry.Count(cut));
        }
    }
}
