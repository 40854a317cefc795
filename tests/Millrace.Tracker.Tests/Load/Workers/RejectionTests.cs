using System.Text;
using Millrace.Tracker.Load.Workers;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Load.Workers;

public sealed class RejectionTests
{
    [Theory]
    [InlineData("Connection ID missmatch.", Rejection.ConnectionId)]
    [InlineData("invalid connection_id", Rejection.ConnectionId)]
    [InlineData("bad connectionId", Rejection.ConnectionId)]
    [InlineData("too many connections", Rejection.RateLimit)]
    [InlineData("database connection lost", Rejection.Other)]
    [InlineData("failed to generate a peer list", Rejection.Other)]
    [InlineData("Rate exceeded", Rejection.RateLimit)]
    [InlineData("request rate-limited", Rejection.RateLimit)]
    [InlineData("your rate", Rejection.RateLimit)]
    [InlineData("generated at this rate", Rejection.RateLimit)]
    [InlineData("Unregistered torrent", Rejection.NotAuthorized)]
    [InlineData("", Rejection.Other)]
    public void The_words_of_an_error_tell_its_kind(string text, string kind)
    {
        byte[] datagram = new byte[TrackerProtocol.AnswerHeadBytes + text.Length];
        _ = ErrorAnswer.Write(datagram, 7, Encoding.ASCII.GetBytes(text));
        Assert.Equal(kind, Rejection.KindOf(datagram));
    }
}
