namespace Millrace.Amqp.Host;

/// <summary>Somebody who may log in.</summary>
/// <param name="Name">The name.</param>
/// <param name="Password">The password.</param>
public sealed record BrokerUser(string Name, string Password)
{
    /// <summary>The name alone: a password belongs into no log.</summary>
    public override string ToString() => Name;
}
