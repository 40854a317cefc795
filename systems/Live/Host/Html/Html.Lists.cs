using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <content>Lists and tables.</content>
public static partial class Html
{
    /// <summary>The element <c>ul</c>.</summary>
    public static Node Ul(params ReadOnlySpan<Part> parts) => ElementNode.Create("ul", parts);

    /// <summary>The element <c>ol</c>.</summary>
    public static Node Ol(params ReadOnlySpan<Part> parts) => ElementNode.Create("ol", parts);

    /// <summary>The element <c>li</c>.</summary>
    public static Node Li(params ReadOnlySpan<Part> parts) => ElementNode.Create("li", parts);

    /// <summary>The element <c>dl</c>.</summary>
    public static Node Dl(params ReadOnlySpan<Part> parts) => ElementNode.Create("dl", parts);

    /// <summary>The element <c>dt</c>.</summary>
    public static Node Dt(params ReadOnlySpan<Part> parts) => ElementNode.Create("dt", parts);

    /// <summary>The element <c>dd</c>.</summary>
    public static Node Dd(params ReadOnlySpan<Part> parts) => ElementNode.Create("dd", parts);

    /// <summary>The element <c>menu</c>.</summary>
    public static Node Menu(params ReadOnlySpan<Part> parts) => ElementNode.Create("menu", parts);

    /// <summary>The element <c>table</c>.</summary>
    public static Node Table(params ReadOnlySpan<Part> parts) => ElementNode.Create("table", parts);

    /// <summary>The element <c>caption</c>.</summary>
    public static Node Caption(params ReadOnlySpan<Part> parts) => ElementNode.Create("caption", parts);

    /// <summary>The element <c>colgroup</c>.</summary>
    public static Node Colgroup(params ReadOnlySpan<Part> parts) => ElementNode.Create("colgroup", parts);

    /// <summary>The element <c>col</c>.</summary>
    public static Node Col(params ReadOnlySpan<Part> parts) => ElementNode.Create("col", parts);

    /// <summary>The element <c>thead</c>.</summary>
    public static Node Thead(params ReadOnlySpan<Part> parts) => ElementNode.Create("thead", parts);

    /// <summary>The element <c>tbody</c>.</summary>
    public static Node Tbody(params ReadOnlySpan<Part> parts) => ElementNode.Create("tbody", parts);

    /// <summary>The element <c>tfoot</c>.</summary>
    public static Node Tfoot(params ReadOnlySpan<Part> parts) => ElementNode.Create("tfoot", parts);

    /// <summary>The element <c>tr</c>.</summary>
    public static Node Tr(params ReadOnlySpan<Part> parts) => ElementNode.Create("tr", parts);

    /// <summary>The element <c>th</c>.</summary>
    public static Node Th(params ReadOnlySpan<Part> parts) => ElementNode.Create("th", parts);

    /// <summary>The element <c>td</c>.</summary>
    public static Node Td(params ReadOnlySpan<Part> parts) => ElementNode.Create("td", parts);
}
