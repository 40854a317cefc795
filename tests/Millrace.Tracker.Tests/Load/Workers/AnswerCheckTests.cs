using Millrace.Testing;
using Millrace.Tracker.Load.Workers;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Load.Workers;

public sealed class AnswerCheckTests
{
    private static readonly byte[] _connect = [0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly byte[] _announce = [0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 3, 132, 0, 0, 0, 1, 0, 0, 0, 1, 127, 0, 0, 1, 4, 0, 127, 0, 0, 1, 4, 1];
    private static readonly byte[] _scrape = [0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6];

    [Fact]
    public void Right_answers_are_right()
    {
        Assert.Equal(AnswerFault.None, AnswerCheck.Connect(_connect, TrackerAction.Connect));
        Assert.Equal(AnswerFault.None, AnswerCheck.Announce(_announce, TrackerAction.Announce, 6, 50));
        Assert.Equal(AnswerFault.None, AnswerCheck.Announce(_announce, TrackerAction.Announce, 6, 2));
        Assert.Equal(AnswerFault.None, AnswerCheck.Announce(_announce, TrackerAction.Announce, 6, -1));
        Assert.Equal(AnswerFault.None, AnswerCheck.Announce(_announce, TrackerAction.Announce, 6, 0));
        Assert.Equal(AnswerFault.None, AnswerCheck.Announce(_announce.AsSpan(0, 20), TrackerAction.Announce, 18, 0));
        Assert.Equal(AnswerFault.None, AnswerCheck.Scrape(_scrape, TrackerAction.Scrape, 2));
    }

    [Fact]
    public void Every_truncation_is_of_the_wrong_size_but_where_peers_end()
    {
        Assert.All(Garbage.Truncations(_connect), bytes => Assert.Equal(AnswerFault.WrongSize, AnswerCheck.Connect(bytes, TrackerAction.Connect)));
        Assert.All(Garbage.Truncations(_scrape), bytes => Assert.Equal(AnswerFault.WrongSize, AnswerCheck.Scrape(bytes, TrackerAction.Scrape, 2)));
        Assert.All(Garbage.Truncations(_announce), bytes =>
            Assert.Equal(bytes.Length is 20 or 26 ? AnswerFault.None : AnswerFault.WrongSize, AnswerCheck.Announce(bytes, TrackerAction.Announce, 6, 50)));
    }

    [Fact]
    public void Peers_of_the_other_family_more_of_them_than_asked_for_and_no_interval_are_wrong()
    {
        Assert.Equal(AnswerFault.WrongSize, AnswerCheck.Announce(_announce, TrackerAction.Announce, 18, 50));
        Assert.Equal(AnswerFault.TooManyPeers, AnswerCheck.Announce(_announce, TrackerAction.Announce, 6, 1));
        byte[] atOnce = [.. _announce];
        atOnce.AsSpan(8, 4).Clear();
        Assert.Equal(AnswerFault.NoInterval, AnswerCheck.Announce(atOnce, TrackerAction.Announce, 6, 50));
    }

    [Theory]
    [InlineData(TrackerAction.Connect)]
    [InlineData(TrackerAction.Announce)]
    [InlineData(TrackerAction.Scrape)]
    [InlineData((TrackerAction)77)]
    public void Another_action_is_wrong_whatever_the_bytes(TrackerAction action)
    {
        Assert.Equal(action != TrackerAction.Connect, AnswerCheck.Connect(_connect, action) == AnswerFault.WrongAction);
        Assert.Equal(action != TrackerAction.Announce, AnswerCheck.Announce(_announce, action, 6, 50) == AnswerFault.WrongAction);
        Assert.Equal(action != TrackerAction.Scrape, AnswerCheck.Scrape(_scrape, action, 2) == AnswerFault.WrongAction);
    }

    [Fact]
    public void Nonsense_is_judged_without_harm()
    {
        foreach (byte[] bytes in Garbage.Bytes(seed: 4, count: 20_000).Concat(Garbage.Mutations(_announce, seed: 5, count: 20_000)))
        {
            Assert.Equal(bytes.Length == 16, AnswerCheck.Connect(bytes, TrackerAction.Connect) == AnswerFault.None);
            Assert.Equal(bytes.Length == 32, AnswerCheck.Scrape(bytes, TrackerAction.Scrape, 2) == AnswerFault.None);
            Assert.Equal(bytes.Length < 20 || (bytes.Length - 20) % 6 != 0, AnswerCheck.Announce(bytes, TrackerAction.Announce, 6, -1) == AnswerFault.WrongSize);
        }
    }

    [Theory]
    [InlineData("invalid connection ID", "connection-id-rejected")]
    [InlineData("Connection ID missmatch.\0", "connection-id-rejected")]
    [InlineData("torrent not authorized", "not-authorized")]
    [InlineData("Requested download is not authorized for use with this tracker.", "not-authorized")]
    [InlineData("rate limit exceeded, try again later", "rate-limited")]
    [InlineData("port cannot be 0", "tracker-error")]
    [InlineData("", "tracker-error")]
    public void Errors_are_told_apart_by_their_words(string text, string kind) =>
        Assert.Equal(kind, Rejection.KindOf([0, 0, 0, 3, 0, 0, 0, 9, .. System.Text.Encoding.ASCII.GetBytes(text)]));
}
