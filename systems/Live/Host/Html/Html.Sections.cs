using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <content>Headings and sections of a page.</content>
public static partial class Html
{
    /// <summary>The element <c>header</c>.</summary>
    public static Node Header(params ReadOnlySpan<Part> parts) => ElementNode.Create("header", parts);

    /// <summary>The element <c>footer</c>.</summary>
    public static Node Footer(params ReadOnlySpan<Part> parts) => ElementNode.Create("footer", parts);

    /// <summary>The element <c>nav</c>.</summary>
    public static Node Nav(params ReadOnlySpan<Part> parts) => ElementNode.Create("nav", parts);

    /// <summary>The element <c>main</c>.</summary>
    public static Node Main(params ReadOnlySpan<Part> parts) => ElementNode.Create("main", parts);

    /// <summary>The element <c>section</c>.</summary>
    public static Node Section(params ReadOnlySpan<Part> parts) => ElementNode.Create("section", parts);

    /// <summary>The element <c>article</c>.</summary>
    public static Node Article(params ReadOnlySpan<Part> parts) => ElementNode.Create("article", parts);

    /// <summary>The element <c>aside</c>.</summary>
    public static Node Aside(params ReadOnlySpan<Part> parts) => ElementNode.Create("aside", parts);

    /// <summary>The element <c>search</c>.</summary>
    public static Node Search(params ReadOnlySpan<Part> parts) => ElementNode.Create("search", parts);

    /// <summary>The element <c>h1</c>.</summary>
    public static Node H1(params ReadOnlySpan<Part> parts) => ElementNode.Create("h1", parts);

    /// <summary>The element <c>h2</c>.</summary>
    public static Node H2(params ReadOnlySpan<Part> parts) => ElementNode.Create("h2", parts);

    /// <summary>The element <c>h3</c>.</summary>
    public static Node H3(params ReadOnlySpan<Part> parts) => ElementNode.Create("h3", parts);

    /// <summary>The element <c>h4</c>.</summary>
    public static Node H4(params ReadOnlySpan<Part> parts) => ElementNode.Create("h4", parts);

    /// <summary>The element <c>h5</c>.</summary>
    public static Node H5(params ReadOnlySpan<Part> parts) => ElementNode.Create("h5", parts);

    /// <summary>The element <c>h6</c>.</summary>
    public static Node H6(params ReadOnlySpan<Part> parts) => ElementNode.Create("h6", parts);

    /// <summary>The element <c>hgroup</c>.</summary>
    public static Node Hgroup(params ReadOnlySpan<Part> parts) => ElementNode.Create("hgroup", parts);

    /// <summary>The element <c>address</c>.</summary>
    public static Node Address(params ReadOnlySpan<Part> parts) => ElementNode.Create("address", parts);

    /// <summary>The element <c>div</c>.</summary>
    public static Node Div(params ReadOnlySpan<Part> parts) => ElementNode.Create("div", parts);
}
