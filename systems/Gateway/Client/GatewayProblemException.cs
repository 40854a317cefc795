namespace Millrace.Gateway.Client;

/// <summary>The gateway refused a question, or its answer did not come or could not be given.</summary>
public sealed class GatewayProblemException : Exception
{
    /// <summary>With nothing to say.</summary>
    public GatewayProblemException()
        : this("The gateway gave no answer.")
    {
    }

    /// <summary>With what there is to say.</summary>
    public GatewayProblemException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public GatewayProblemException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
