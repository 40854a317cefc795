using System.Globalization;
using System.Text;

namespace Millrace.Gateway.Load.Subject;

/// <summary>What the built-in backend is told.</summary>
public sealed record EchoSubjectOptions
{
    /// <summary>Connections at most.</summary>
    public const int MostConnections = 256;

    /// <summary>The gateway's address for backends: <c>tcp://host:port</c>, or <c>tls://host:port</c>.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>Connections to the gateway, 1 to 256.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>Ask for acknowledgements, so that the gateway delivers again what was not handled.</summary>
    public bool Acknowledge { get; init; } = true;

    /// <summary>What it calls itself.</summary>
    public string Name { get; init; } = "millrace-subject";

    /// <summary>The secret that the gateway asks for; null for none.</summary>
    public string? Secret { get; init; }

    // What a record prints of itself ends up in logs: the secret does not.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Gateway = {Gateway}, Connections = {Connections}, Acknowledge = {Acknowledge}, Name = {Name}, Secret = {(Secret is null ? "none" : "***")}");
        return true;
    }
}
