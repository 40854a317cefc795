namespace Millrace.Live.Host.Rendering;

/// <summary>A region made of a function.</summary>
internal sealed class FunctionRegion(Func<Node?> render) : Region
{
    private Func<Node?> _render = render;

    internal override bool Takes(Node next) => next is FunctionRegion;

    internal override void Patch(Node next, MountedPage page)
    {
        _render = ((FunctionRegion)next)._render;
        Run(page);
    }

    private protected override Node? Build() => _render();
}
