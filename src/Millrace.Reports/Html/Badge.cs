using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>Words that judge, with a sign and a colour: the sign says the same to whoever sees no colours.</summary>
internal static class Badge
{
    private static readonly Dictionary<string, (string Tone, string Sign)> Words = new(StringComparer.Ordinal)
    {
        ["PASS"] = ("good", "\u2713"),
        ["PARTIAL"] = ("fair", "\u25d0"),
        ["FAIL"] = ("bad", "\u2715"),
        ["NOT MEASURED"] = ("none", "\u25cb"),
        ["valid"] = ("good", "\u2713"),
        ["generator-limited"] = ("fair", "\u2265"),
        ["inconclusive"] = ("fair", "?"),
        ["excellent"] = ("good", "\u2713"),
        ["good"] = ("good", "\u2713"),
        ["acceptable"] = ("good", "\u2713"),
        ["concern"] = ("fair", "!"),
        ["poor"] = ("bad", "\u2715"),
        ["critical"] = ("bad", "\u2715"),
        ["not measured"] = ("none", "\u25cb"),
        ["NO"] = ("bad", "\u2715"),
        ["met"] = ("good", "\u2713"),
        ["missed"] = ("bad", "\u2715"),
        ["unclear"] = ("none", "?"),
        ["faster"] = ("good", "\u25b2"),
        ["slower"] = ("bad", "\u25bc"),
        ["same"] = ("none", "="),
        ["unknown"] = ("none", "?"),
        ["better"] = ("good", "\u25b2"),
        ["worse"] = ("bad", "\u25bc"),
        ["steady"] = ("none", "="),
    };

    /// <summary>A verdict.</summary>
    public static Markup Of(VerdictOutcome outcome) => Of(Phrases.Of(outcome));

    /// <summary>The generator's verdict on itself.</summary>
    public static Markup Of(GeneratorVerdict verdict) => Of(Phrases.Of(verdict));

    /// <summary>Text that may begin with such a word; the rest follows as it is.</summary>
    public static Markup Of(string text)
    {
        int comma = text.IndexOf(", ", StringComparison.Ordinal);
        string word = comma < 0 ? text : text[..comma];
        return Words.TryGetValue(word, out (string Tone, string Sign) look)
            ? Markup.Of($"<span class=\"badge {look.Tone}\"><span aria-hidden=\"true\">{look.Sign}</span> {word}</span>{(comma < 0 ? "" : text[comma..])}")
            : Markup.Of($"{text}");
    }

    /// <summary>The class of a verdict's colour.</summary>
    public static string Tone(VerdictOutcome outcome) => Words[Phrases.Of(outcome)].Tone;

    /// <summary>The class of a generator's verdict's colour.</summary>
    public static string Tone(GeneratorVerdict verdict) => Words[Phrases.Of(verdict)].Tone;
}
