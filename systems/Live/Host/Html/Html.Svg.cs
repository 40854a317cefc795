using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <content>Drawings; names of SVG that HTML or .NET uses for something else begin with <c>Svg</c>.</content>
public static partial class Html
{
    /// <summary>The element <c>svg</c>.</summary>
    public static Node Svg(params ReadOnlySpan<Part> parts) => ElementNode.Create("svg", parts);

    /// <summary>The element <c>g</c>.</summary>
    public static Node G(params ReadOnlySpan<Part> parts) => ElementNode.Create("g", parts);

    /// <summary>The element <c>circle</c>.</summary>
    public static Node Circle(params ReadOnlySpan<Part> parts) => ElementNode.Create("circle", parts);

    /// <summary>The element <c>ellipse</c>.</summary>
    public static Node Ellipse(params ReadOnlySpan<Part> parts) => ElementNode.Create("ellipse", parts);

    /// <summary>The element <c>rect</c>.</summary>
    public static Node Rect(params ReadOnlySpan<Part> parts) => ElementNode.Create("rect", parts);

    /// <summary>The element <c>line</c>.</summary>
    public static Node Line(params ReadOnlySpan<Part> parts) => ElementNode.Create("line", parts);

    /// <summary>The element <c>polyline</c>.</summary>
    public static Node Polyline(params ReadOnlySpan<Part> parts) => ElementNode.Create("polyline", parts);

    /// <summary>The element <c>polygon</c>.</summary>
    public static Node Polygon(params ReadOnlySpan<Part> parts) => ElementNode.Create("polygon", parts);

    /// <summary>The element <c>defs</c>.</summary>
    public static Node Defs(params ReadOnlySpan<Part> parts) => ElementNode.Create("defs", parts);

    /// <summary>The element <c>use</c>.</summary>
    public static Node Use(params ReadOnlySpan<Part> parts) => ElementNode.Create("use", parts);

    /// <summary>The element <c>path</c>.</summary>
    public static Node SvgPath(params ReadOnlySpan<Part> parts) => ElementNode.Create("path", parts);

    /// <summary>The element <c>text</c>.</summary>
    public static Node SvgText(params ReadOnlySpan<Part> parts) => ElementNode.Create("text", parts);

    /// <summary>The element <c>tspan</c>.</summary>
    public static Node SvgTspan(params ReadOnlySpan<Part> parts) => ElementNode.Create("tspan", parts);

    /// <summary>The element <c>title</c>.</summary>
    public static Node SvgTitle(params ReadOnlySpan<Part> parts) => ElementNode.Create("title", parts);

    /// <summary>The element <c>desc</c>.</summary>
    public static Node SvgDesc(params ReadOnlySpan<Part> parts) => ElementNode.Create("desc", parts);

    /// <summary>The element <c>marker</c>.</summary>
    public static Node SvgMarker(params ReadOnlySpan<Part> parts) => ElementNode.Create("marker", parts);

    /// <summary>The element <c>mask</c>.</summary>
    public static Node SvgMask(params ReadOnlySpan<Part> parts) => ElementNode.Create("mask", parts);

    /// <summary>The element <c>pattern</c>.</summary>
    public static Node SvgPattern(params ReadOnlySpan<Part> parts) => ElementNode.Create("pattern", parts);

    /// <summary>The element <c>symbol</c>.</summary>
    public static Node SvgSymbol(params ReadOnlySpan<Part> parts) => ElementNode.Create("symbol", parts);

    /// <summary>The element <c>image</c>.</summary>
    public static Node SvgImage(params ReadOnlySpan<Part> parts) => ElementNode.Create("image", parts);

    /// <summary>The element <c>clipPath</c>.</summary>
    public static Node ClipPath(params ReadOnlySpan<Part> parts) => ElementNode.Create("clipPath", parts);

    /// <summary>The element <c>linearGradient</c>.</summary>
    public static Node LinearGradient(params ReadOnlySpan<Part> parts) => ElementNode.Create("linearGradient", parts);

    /// <summary>The element <c>radialGradient</c>.</summary>
    public static Node RadialGradient(params ReadOnlySpan<Part> parts) => ElementNode.Create("radialGradient", parts);

    /// <summary>The element <c>stop</c>.</summary>
    public static Node GradientStop(params ReadOnlySpan<Part> parts) => ElementNode.Create("stop", parts);
}
