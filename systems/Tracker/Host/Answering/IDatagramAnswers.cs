using Millrace.Shards;

namespace Millrace.Tracker.Host.Answering;

/// <summary>Answers to datagrams, whatever is in them. Used by one thread.</summary>
internal interface IDatagramAnswers
{
    /// <summary>Writes the answer to a request and returns its length, 0 for none.</summary>
    /// <param name="request">What came in; anything.</param>
    /// <param name="from">Who it says it is from.</param>
    /// <param name="now">When.</param>
    /// <param name="answer">Room for <see cref="AnswerRules.MostBytesIPv4"/> bytes.</param>
    int Answer(ReadOnlySpan<byte> request, in UdpAddress from, in Moment now, Span<byte> answer);

    /// <summary>Counts a datagram that is longer than any request; it gets no answer.</summary>
    int RefuseOversized();

    /// <summary>Counts a datagram whose answer failed for a reason that should not exist; it gets none.</summary>
    int RefuseFailed();
}
