using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <content>Words and passages.</content>
public static partial class Html
{
    /// <summary>The element <c>p</c>.</summary>
    public static Node P(params ReadOnlySpan<Part> parts) => ElementNode.Create("p", parts);

    /// <summary>The element <c>span</c>.</summary>
    public static Node Span(params ReadOnlySpan<Part> parts) => ElementNode.Create("span", parts);

    /// <summary>The element <c>a</c>.</summary>
    public static Node A(params ReadOnlySpan<Part> parts) => ElementNode.Create("a", parts);

    /// <summary>The element <c>strong</c>.</summary>
    public static Node Strong(params ReadOnlySpan<Part> parts) => ElementNode.Create("strong", parts);

    /// <summary>The element <c>em</c>.</summary>
    public static Node Em(params ReadOnlySpan<Part> parts) => ElementNode.Create("em", parts);

    /// <summary>The element <c>b</c>.</summary>
    public static Node B(params ReadOnlySpan<Part> parts) => ElementNode.Create("b", parts);

    /// <summary>The element <c>i</c>.</summary>
    public static Node I(params ReadOnlySpan<Part> parts) => ElementNode.Create("i", parts);

    /// <summary>The element <c>u</c>.</summary>
    public static Node U(params ReadOnlySpan<Part> parts) => ElementNode.Create("u", parts);

    /// <summary>The element <c>s</c>.</summary>
    public static Node S(params ReadOnlySpan<Part> parts) => ElementNode.Create("s", parts);

    /// <summary>The element <c>small</c>.</summary>
    public static Node Small(params ReadOnlySpan<Part> parts) => ElementNode.Create("small", parts);

    /// <summary>The element <c>code</c>.</summary>
    public static Node Code(params ReadOnlySpan<Part> parts) => ElementNode.Create("code", parts);

    /// <summary>The element <c>kbd</c>.</summary>
    public static Node Kbd(params ReadOnlySpan<Part> parts) => ElementNode.Create("kbd", parts);

    /// <summary>The element <c>samp</c>.</summary>
    public static Node Samp(params ReadOnlySpan<Part> parts) => ElementNode.Create("samp", parts);

    /// <summary>The element <c>pre</c>.</summary>
    public static Node Pre(params ReadOnlySpan<Part> parts) => ElementNode.Create("pre", parts);

    /// <summary>The element <c>blockquote</c>.</summary>
    public static Node Blockquote(params ReadOnlySpan<Part> parts) => ElementNode.Create("blockquote", parts);

    /// <summary>The element <c>q</c>.</summary>
    public static Node Q(params ReadOnlySpan<Part> parts) => ElementNode.Create("q", parts);

    /// <summary>The element <c>cite</c>.</summary>
    public static Node Cite(params ReadOnlySpan<Part> parts) => ElementNode.Create("cite", parts);

    /// <summary>The element <c>abbr</c>.</summary>
    public static Node Abbr(params ReadOnlySpan<Part> parts) => ElementNode.Create("abbr", parts);

    /// <summary>The element <c>dfn</c>.</summary>
    public static Node Dfn(params ReadOnlySpan<Part> parts) => ElementNode.Create("dfn", parts);

    /// <summary>The element <c>mark</c>.</summary>
    public static Node Mark(params ReadOnlySpan<Part> parts) => ElementNode.Create("mark", parts);

    /// <summary>The element <c>sub</c>.</summary>
    public static Node Sub(params ReadOnlySpan<Part> parts) => ElementNode.Create("sub", parts);

    /// <summary>The element <c>sup</c>.</summary>
    public static Node Sup(params ReadOnlySpan<Part> parts) => ElementNode.Create("sup", parts);

    /// <summary>The element <c>time</c>.</summary>
    public static Node Time(params ReadOnlySpan<Part> parts) => ElementNode.Create("time", parts);

    /// <summary>The element <c>data</c>.</summary>
    public static Node Data(params ReadOnlySpan<Part> parts) => ElementNode.Create("data", parts);

    /// <summary>The element <c>ruby</c>.</summary>
    public static Node Ruby(params ReadOnlySpan<Part> parts) => ElementNode.Create("ruby", parts);

    /// <summary>The element <c>rt</c>.</summary>
    public static Node Rt(params ReadOnlySpan<Part> parts) => ElementNode.Create("rt", parts);

    /// <summary>The element <c>rp</c>.</summary>
    public static Node Rp(params ReadOnlySpan<Part> parts) => ElementNode.Create("rp", parts);

    /// <summary>The element <c>bdi</c>.</summary>
    public static Node Bdi(params ReadOnlySpan<Part> parts) => ElementNode.Create("bdi", parts);

    /// <summary>The element <c>bdo</c>.</summary>
    public static Node Bdo(params ReadOnlySpan<Part> parts) => ElementNode.Create("bdo", parts);

    /// <summary>The element <c>ins</c>.</summary>
    public static Node Ins(params ReadOnlySpan<Part> parts) => ElementNode.Create("ins", parts);

    /// <summary>The element <c>del</c>.</summary>
    public static Node Del(params ReadOnlySpan<Part> parts) => ElementNode.Create("del", parts);

    /// <summary>The element <c>br</c>.</summary>
    public static Node Br(params ReadOnlySpan<Part> parts) => ElementNode.Create("br", parts);

    /// <summary>The element <c>wbr</c>.</summary>
    public static Node Wbr(params ReadOnlySpan<Part> parts) => ElementNode.Create("wbr", parts);

    /// <summary>The element <c>hr</c>.</summary>
    public static Node Hr(params ReadOnlySpan<Part> parts) => ElementNode.Create("hr", parts);
}
