using Millrace.Shards;
using Millrace.Tracker.Host.Answering;

namespace Millrace.Tracker.Tests.Host.Listening;

/// <summary>Sends each datagram back as it is, and fails where it begins with a zero.</summary>
internal sealed class FaultyAnswers : IDatagramAnswers
{
    private int _failed;

    /// <summary>How many it failed at.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public int Answer(ReadOnlySpan<byte> request, in UdpAddress from, in Moment now, Span<byte> answer)
    {
        if (request[0] == 0)
        {
            throw new InvalidOperationException("a zero");
        }

        request.CopyTo(answer);
        return request.Length;
    }

    public int RefuseOversized() => 0;

    public int RefuseFailed()
    {
        Interlocked.Increment(ref _failed);
        return 0;
    }
}
