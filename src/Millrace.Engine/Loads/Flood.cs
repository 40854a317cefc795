namespace Millrace.Engine.Loads;

/// <summary>Each client sends as fast as a window of <paramref name="Window"/> operations in flight allows.</summary>
public sealed record Flood(int Window) : LoadModel
{
    public override bool IsClosed => true;
}
