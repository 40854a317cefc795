namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>A program with recovery, over all its connections.</summary>
internal sealed class ModelIdentity
{
    /// <summary>What it shows to continue; null before its first connection.</summary>
    public string? Token { get; set; }

    /// <summary>What it has received since the session of that token began.</summary>
    public List<string> Received { get; } = [];

    /// <summary>The connection that it has, or had last.</summary>
    public ModelClient? Client { get; set; }

    /// <summary>How many of that connection's messages it has read.</summary>
    public int Read { get; set; }
}
