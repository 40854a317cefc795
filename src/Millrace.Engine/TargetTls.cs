namespace Millrace.Engine;

/// <summary>How clients check the target's certificate.</summary>
/// <param name="AcceptAnyCertificate">Any certificate will do; the report says so.</param>
/// <param name="AuthorityFile">PEM file of the authority that must have signed it, or null for the system's authorities.</param>
public sealed record TargetTls(bool AcceptAnyCertificate = false, string? AuthorityFile = null);
