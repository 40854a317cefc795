namespace Millrace.Live.Host.Rendering;

/// <summary>How far a page may go before it is stopped.</summary>
/// <param name="Rounds">How often a flush may begin again because what ran changed what had run before.</param>
/// <param name="Nodes">How many nodes the tree may have.</param>
/// <param name="Depth">How deep it may be.</param>
internal sealed record RenderBudget(int Rounds = 50, int Nodes = 200_000, int Depth = 400)
{
    internal static RenderBudget Default { get; } = new();
}
