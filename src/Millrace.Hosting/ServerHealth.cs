namespace Millrace.Hosting;

/// <summary>A server's own word on how it is.</summary>
/// <param name="IsLive">False when only a restart can help; <c>/healthz</c> then answers 503.</param>
/// <param name="IsReady">False while new clients should go elsewhere; <c>/readyz</c> then answers 503.</param>
/// <param name="Detail">One line for a person, such as <c>connections 1000 of 1000</c>.</param>
public readonly record struct ServerHealth(bool IsLive, bool IsReady, string Detail)
{
    /// <summary>Live and ready.</summary>
    public static ServerHealth Good { get; } = new(true, true, "ok");
}
