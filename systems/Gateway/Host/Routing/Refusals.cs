namespace Millrace.Gateway.Host.Routing;

/// <summary>Clients that are not let in.</summary>
internal sealed class Refusals(SwitchboardOptions options, SwitchboardCounters counters)
{
    /// <summary>Answers with an HTTP status and forgets the client. <paramref name="isBusy"/> tells a 503 for want of room from one for want of a backend.</summary>
    public void Refuse(Session session, int status, string reason, bool isBusy = false)
    {
        session.State = SessionState.Ended;
        counters.Refuse(status);
        counters.Busy += isBusy ? 1 : 0;
        session.Home.Answer(session, new ConnectionAnswer(status, reason, status == 503 ? options.RetryAfter : null, IsBusy: isBusy));
    }
}
