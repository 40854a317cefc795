namespace Millrace.Cli.Scenarios.Yaml;

/// <summary>A part of a YAML document with the place where it begins: <see cref="YamlText"/>, <see cref="YamlList"/> or <see cref="YamlMap"/>.</summary>
internal abstract record YamlPart(long Line, long Column)
{
    /// <summary>How many parts this one comes to where every alias is written out.</summary>
    public virtual long Weight => 1;

    /// <summary>What it is, for a person.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar, which is text until somebody asks for more; plain where it stands without quotes.</summary>
internal sealed record YamlText(long Line, long Column, string Text, bool IsPlain) : YamlPart(Line, Column)
{
    /// <summary>True for nothing at all, and for the words that mean it.</summary>
    public bool IsNothing => IsPlain && Text is "" or "~" or "null";

    public override string Kind => IsNothing ? "nothing" : $"the text \"{(Text.Length > 40 ? Text[..40] + "..." : Text).ReplaceLineEndings(" ")}\"";
}

/// <summary>A list.</summary>
internal sealed record YamlList(long Line, long Column, IReadOnlyList<YamlPart> Items) : YamlPart(Line, Column)
{
    public override long Weight { get; } = 1 + Items.Sum(item => item.Weight);

    public override string Kind => "a list";
}

/// <summary>A mapping, its keys in the order of the file.</summary>
internal sealed record YamlMap(long Line, long Column, IReadOnlyList<YamlEntry> Entries) : YamlPart(Line, Column)
{
    public override long Weight { get; } = 1 + Entries.Sum(entry => 1 + entry.Value.Weight);

    public override string Kind => "a mapping of keys";
}

/// <summary>One key of a mapping with its value.</summary>
internal sealed record YamlEntry(YamlText Key, YamlPart Value);
