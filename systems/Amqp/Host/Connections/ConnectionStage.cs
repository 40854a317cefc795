namespace Millrace.Amqp.Host.Connections;

/// <summary>How far a connection has come.</summary>
internal enum ConnectionStage
{
    /// <summary>The protocol header is awaited.</summary>
    Header,

    /// <summary>connection.start-ok is awaited.</summary>
    Starting,

    /// <summary>connection.tune-ok is awaited.</summary>
    Tuning,

    /// <summary>connection.open is awaited.</summary>
    Opening,

    /// <summary>In use.</summary>
    Running,

    /// <summary>connection.close has been sent; everything but its answer is ignored.</summary>
    Closing,

    /// <summary>All has been said; only the end of the stream is awaited.</summary>
    Lingering,

    /// <summary>Closed.</summary>
    Gone,
}
