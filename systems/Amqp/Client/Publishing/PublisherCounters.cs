namespace Millrace.Amqp.Publishing;

/// <summary>What a publisher counts. Fields, for <see cref="Interlocked"/>.</summary>
internal sealed class PublisherCounters
{
    public long Sent;
    public long Unknown;
    public long Published;
    public long Confirmed;
    public long Returned;
    public long Nacked;
    public long Indefinite;
    public long Abandoned;
    public long Retried;
    public long LateConfirms;
    public long ChannelsOpened;

    public void Add(PublishOutcome outcome, int count)
    {
        switch (outcome)
        {
            case PublishOutcome.Confirmed:
                Interlocked.Add(ref Confirmed, count);
                break;
            case PublishOutcome.Returned:
                Interlocked.Add(ref Returned, count);
                break;
            case PublishOutcome.Nacked:
                Interlocked.Add(ref Nacked, count);
                break;
            default:
                Interlocked.Add(ref Indefinite, count);
                break;
        }
    }
}
