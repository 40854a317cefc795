namespace Millrace.Gateway.Tests.Wire;

/// <summary>Texts that have broken JSON writers and readers before.</summary>
internal static class Samples
{
    public static string[] Texts { get; } =
    [
        "",
        "hello",
        "\"",
        "\\",
        "\\\\n\\u0041",
        "a\nb\r\nc\td\be\ff",
        string.Concat(Enumerable.Range(0, 32).Select(value => (char)value)),
        "\u007f\u0080\u00ff",
        "Grüße aus Köln",
        "日本語のテキスト",
        "😀 and 👩‍👩‍👧‍👦",
        "\u2028\u2029</script>",
        "\uffff\ufffd\ufeff",
        new string('ä', 1023) + "😀" + new string('x', 5000),
        new string('\u0001', 3000),
        string.Concat(Enumerable.Repeat("😀", 3000)),
    ];

    /// <summary>The beginning of a text, as an id: at most 256 characters, and no half of a pair at the end.</summary>
    public static string Id(string text) =>
        text.Length <= 256 ? text : char.IsHighSurrogate(text[255]) ? text[..255] : text[..256];
}
