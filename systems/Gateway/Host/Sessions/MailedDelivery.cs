using Microsoft.Extensions.Logging;
using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Reads on a shard what the switchboard says to it.</summary>
internal sealed class MailedDelivery(ShardPort delivery, ILogger log) : IMailReader
{
    public void Read(in MailItem item, ReadOnlySpan<byte> payload)
    {
        try
        {
            Deliver(item, payload);
        }
        catch (Exception e)
        {
            // Unexpected: what clients and networks do is handled where it happens. The rest of the batch is for others.
            GatewayLog.MailFailed(log, item.What.ToString(), e);
        }
    }

    private void Deliver(in MailItem item, ReadOnlySpan<byte> payload)
    {
        switch (item.What)
        {
            case MailKind.Answer:
                delivery.Answer(item.Session!, (ConnectionAnswer)item.Detail!);
                break;
            case MailKind.Deliver:
                delivery.Deliver(item.Session!, item.Kind, payload);
                break;
            case MailKind.DeliverToRoom:
                delivery.DeliverToRoom((Room)item.Detail!, item.Kind, payload);
                break;
            case MailKind.DeliverToAll:
                delivery.DeliverToAll(item.Kind, payload);
                break;
            case MailKind.Join:
                delivery.Join(item.Session!, (Room)item.Detail!);
                break;
            case MailKind.Leave:
                delivery.Leave(item.Session!, (Room)item.Detail!);
                break;
            case MailKind.Close:
                delivery.Close(item.Session!, (WebSocketCloseCode)item.Number, (string)item.Detail!);
                break;
            case MailKind.Hold:
                delivery.Hold(item.Session!);
                break;
            case MailKind.Resume:
                delivery.Resume(item.Session!);
                break;
        }
    }
}
