namespace Millrace.Gateway.Host.Routing;

/// <summary>A backend as the switchboard knows it: a connection that takes lines and has agreed on what they may say.</summary>
/// <remarks>The connection derives from it and sends; the switchboard keeps its books about it in its own members. All on the switchboard's thread.</remarks>
internal abstract class Backend
{
    /// <summary>For logs and the admin pages: what it calls itself, else its address.</summary>
    public abstract string Name { get; }

    /// <summary>What was agreed on; <see cref="BackendAgreement.Plain"/> until it has said hello.</summary>
    public BackendAgreement Agreement { get; set; } = BackendAgreement.Plain;

    /// <summary>True while more waits to be written to it than should: clients whose messages go there are not read until it is false again.</summary>
    public abstract bool IsCongested { get; }

    /// <summary>The switchboard's own books about it; null before it has joined and after it has left.</summary>
    public BackendLedger? Ledger { get; set; }

    /// <summary>Queues one whole line, newline included; it leaves no later than at the end of the shard's turn. Nothing happens once it is gone.</summary>
    public abstract void Send(ReadOnlySpan<byte> line);

    /// <summary>Ends the connection after what is queued; the switchboard hears of it as of any other end.</summary>
    public abstract void Close(string reason);
}
