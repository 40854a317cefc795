namespace Millrace.Gateway.Client;

/// <summary>A gateway does not want this backend: the secret is wrong, or a rule was broken.</summary>
public sealed class GatewayRefusedException : Exception
{
    /// <summary>With nothing to say.</summary>
    public GatewayRefusedException()
        : this("The gateway refused this backend.")
    {
    }

    /// <summary>With what there is to say.</summary>
    public GatewayRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public GatewayRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
