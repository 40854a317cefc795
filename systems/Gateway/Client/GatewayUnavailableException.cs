namespace Millrace.Gateway.Client;

/// <summary>There is no connection to send on; what was to be sent has not been.</summary>
public sealed class GatewayUnavailableException : Exception
{
    /// <summary>With nothing to say.</summary>
    public GatewayUnavailableException()
        : this("The gateway is not connected.")
    {
    }

    /// <summary>With what there is to say.</summary>
    public GatewayUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public GatewayUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
