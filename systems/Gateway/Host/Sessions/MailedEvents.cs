using Microsoft.Extensions.Logging;
using Millrace.Shards;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Reads on the first shard what the clients of another do.</summary>
internal sealed class MailedEvents(ISessionEvents events, ILogger log) : IMailReader
{
    public void Read(in MailItem item, ReadOnlySpan<byte> payload)
    {
        try
        {
            Tell(item, payload);
        }
        catch (Exception e)
        {
            // Unexpected, and a reason to mend the switchboard; the other clients' events are told all the same.
            GatewayLog.MailFailed(log, item.What.ToString(), e);
        }
    }

    private void Tell(in MailItem item, ReadOnlySpan<byte> payload)
    {
        switch (item.What)
        {
            case MailKind.Ask:
                events.Ask(item.Session!, Shard.Now);
                break;
            case MailKind.Opened:
                events.Opened(item.Session!);
                break;
            case MailKind.Message:
                events.Message(item.Session!, item.Kind, payload);
                break;
            case MailKind.Gone:
                events.Gone(item.Session!, (string)item.Detail!, item.Number == 1);
                break;
        }
    }
}
