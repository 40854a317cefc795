using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <content>Pictures, sound, frames and what opens.</content>
public static partial class Html
{
    /// <summary>The element <c>img</c>.</summary>
    public static Node Img(params ReadOnlySpan<Part> parts) => ElementNode.Create("img", parts);

    /// <summary>The element <c>picture</c>.</summary>
    public static Node Picture(params ReadOnlySpan<Part> parts) => ElementNode.Create("picture", parts);

    /// <summary>The element <c>source</c>.</summary>
    public static Node Source(params ReadOnlySpan<Part> parts) => ElementNode.Create("source", parts);

    /// <summary>The element <c>figure</c>.</summary>
    public static Node Figure(params ReadOnlySpan<Part> parts) => ElementNode.Create("figure", parts);

    /// <summary>The element <c>figcaption</c>.</summary>
    public static Node Figcaption(params ReadOnlySpan<Part> parts) => ElementNode.Create("figcaption", parts);

    /// <summary>The element <c>video</c>.</summary>
    public static Node Video(params ReadOnlySpan<Part> parts) => ElementNode.Create("video", parts);

    /// <summary>The element <c>audio</c>.</summary>
    public static Node Audio(params ReadOnlySpan<Part> parts) => ElementNode.Create("audio", parts);

    /// <summary>The element <c>track</c>.</summary>
    public static Node Track(params ReadOnlySpan<Part> parts) => ElementNode.Create("track", parts);

    /// <summary>The element <c>canvas</c>.</summary>
    public static Node Canvas(params ReadOnlySpan<Part> parts) => ElementNode.Create("canvas", parts);

    /// <summary>The element <c>iframe</c>.</summary>
    public static Node Iframe(params ReadOnlySpan<Part> parts) => ElementNode.Create("iframe", parts);

    /// <summary>The element <c>details</c>.</summary>
    public static Node Details(params ReadOnlySpan<Part> parts) => ElementNode.Create("details", parts);

    /// <summary>The element <c>summary</c>.</summary>
    public static Node Summary(params ReadOnlySpan<Part> parts) => ElementNode.Create("summary", parts);

    /// <summary>The element <c>dialog</c>.</summary>
    public static Node Dialog(params ReadOnlySpan<Part> parts) => ElementNode.Create("dialog", parts);
}
