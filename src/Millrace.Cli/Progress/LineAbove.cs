using Spectre.Console;
using Spectre.Console.Rendering;

namespace Millrace.Cli.Progress;

/// <summary>
/// A line that goes above a live display and stays. The display only moves the cursor back to its first line, so what stands there must be
/// erased first: a shorter line would leave the rest of it.
/// </summary>
internal sealed class LineAbove(string text, Color color) : Renderable
{
    private const string EraseToEndOfScreen = "\u001b[0J";

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        if (options.Ansi)
        {
            yield return Segment.Control(EraseToEndOfScreen);
        }

        foreach (Segment segment in ((IRenderable)new Text(text, new Style(color))).Render(options, maxWidth))
        {
            yield return segment;
        }

        yield return Segment.LineBreak;
    }
}
