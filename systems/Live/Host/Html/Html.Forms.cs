using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <content>Forms and what stands in them.</content>
public static partial class Html
{
    /// <summary>The element <c>form</c>.</summary>
    public static Node Form(params ReadOnlySpan<Part> parts) => ElementNode.Create("form", parts);

    /// <summary>The element <c>fieldset</c>.</summary>
    public static Node Fieldset(params ReadOnlySpan<Part> parts) => ElementNode.Create("fieldset", parts);

    /// <summary>The element <c>legend</c>.</summary>
    public static Node Legend(params ReadOnlySpan<Part> parts) => ElementNode.Create("legend", parts);

    /// <summary>The element <c>label</c>.</summary>
    public static Node Label(params ReadOnlySpan<Part> parts) => ElementNode.Create("label", parts);

    /// <summary>The element <c>input</c>.</summary>
    public static Node Input(params ReadOnlySpan<Part> parts) => ElementNode.Create("input", parts);

    /// <summary>The element <c>button</c>.</summary>
    public static Node Button(params ReadOnlySpan<Part> parts) => ElementNode.Create("button", parts);

    /// <summary>The element <c>select</c>.</summary>
    public static Node Select(params ReadOnlySpan<Part> parts) => ElementNode.Create("select", parts);

    /// <summary>The element <c>option</c>.</summary>
    public static Node Option(params ReadOnlySpan<Part> parts) => ElementNode.Create("option", parts);

    /// <summary>The element <c>optgroup</c>.</summary>
    public static Node Optgroup(params ReadOnlySpan<Part> parts) => ElementNode.Create("optgroup", parts);

    /// <summary>The element <c>textarea</c>.</summary>
    public static Node Textarea(params ReadOnlySpan<Part> parts) => ElementNode.Create("textarea", parts);

    /// <summary>The element <c>output</c>.</summary>
    public static Node Output(params ReadOnlySpan<Part> parts) => ElementNode.Create("output", parts);

    /// <summary>The element <c>progress</c>.</summary>
    public static Node Progress(params ReadOnlySpan<Part> parts) => ElementNode.Create("progress", parts);

    /// <summary>The element <c>meter</c>.</summary>
    public static Node Meter(params ReadOnlySpan<Part> parts) => ElementNode.Create("meter", parts);

    /// <summary>The element <c>datalist</c>.</summary>
    public static Node Datalist(params ReadOnlySpan<Part> parts) => ElementNode.Create("datalist", parts);
}
