using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Millrace.Cli.Scenarios.Yaml;

/// <summary>
/// Reads one YAML document into parts that know their places. The text stays text: what a number or a flag is, the key decides that it stands at. Bounded in depth and in what aliases
/// come to; a key may stand once; anchors, aliases and merge keys (<c>&lt;&lt;</c>) work.
/// </summary>
internal sealed class YamlReader
{
    private const int MostDeep = 24;
    private const long MostParts = 20_000;
    private const string MergeKey = "<<";

    private readonly IParser _parser;
    private readonly string _text;
    private readonly Dictionary<string, YamlPart> _anchors = new(StringComparer.Ordinal);
    private readonly List<YamlProblem> _problems = [];
    private long _parts;

    private YamlReader(string text) => (_text, _parser) = (text, new Parser(new StringReader(text)));

    /// <summary>The document, or null where there is none to speak of, with everything that is wrong with it.</summary>
    public static (YamlPart? Document, IReadOnlyList<YamlProblem> Problems) Read(string text)
    {
        var reader = new YamlReader(text);
        YamlPart? document = null;
        try
        {
            document = reader.ReadDocument();
        }
        catch (YamlException wrong)
        {
            reader._problems.Add(reader.Syntax(wrong.End.Line > 0 ? wrong.End : wrong.Start, wrong.Message));
        }
        catch (Exception confused) when (confused is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The library's own scanner, on some texts that are no YAML: what it read last is near.
            reader._problems.Add(reader.Syntax(reader._parser.Current?.End ?? Mark.Empty, ""));
        }
        catch (YamlStopException)
        {
            // said already: what follows cannot be read
        }

        return (document, reader._problems);
    }

    private YamlPart? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            Refuse(_parser.Current!.Start, "the file is empty", "write at least which system is driven: system: and a name of `millrace list`");
            return null;
        }

        _parser.Consume<DocumentStart>();
        YamlPart document = ReadPart(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out _))
        {
            Refuse(_parser.Current!.Start, "a second document begins here", "a scenario file holds one: leave out the line --- and what follows, or write it to a file of its own");
        }

        return document;
    }

    private YamlPart ReadPart(int depth)
    {
        ParsingEvent current = _parser.Current ?? throw new YamlException(Mark.Empty, Mark.Empty, "it ends too early");
        if (depth > MostDeep)
        {
            Refuse(current.Start, $"this lies more than {MostDeep} levels deep", "no key needs so many: take brackets or indentation away");
            throw new YamlStopException();
        }

        // Counted while they are read: a text that is far too large is not read to its end first.
        if (++_parts > MostParts)
        {
            Refuse(current.Start, string.Create(Words.Invariant, $"the file has more than {MostParts:#,0} parts"), "is it the right file? No scenario needs so many keys and values");
            throw new YamlStopException();
        }

        if (current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag } && !tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal))
        {
            Refuse(current.Start, $"the tag {tag.Value} means nothing here", "leave the tag out");
        }

        switch (current)
        {
            case Scalar scalar:
                _parser.MoveNext();
                return Anchored(scalar, new YamlText(scalar.Start.Line, scalar.Start.Column, scalar.Value, scalar.Style == ScalarStyle.Plain));
            case SequenceStart start:
                _parser.MoveNext();
                var items = new List<YamlPart>();
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(ReadPart(depth + 1));
                }

                return Anchored(start, Weighed(new YamlList(start.Start.Line, start.Start.Column, items)));
            case MappingStart start:
                _parser.MoveNext();
                return Anchored(start, Weighed(ReadMap(start, depth)));
            default:
                AnchorAlias alias = _parser.Consume<AnchorAlias>();
                return Meant(alias);
        }
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        var merged = new List<YamlEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            Mark at = _parser.Current?.Start ?? Mark.Empty;
            if (ReadPart(depth + 1) is not YamlText key)
            {
                Refuse(at, "a key is expected, and this is none", "write a word and a colon");
                ReadPart(depth + 1);
                continue;
            }

            YamlPart value = ReadPart(depth + 1);
            if (key is { Text: MergeKey, IsPlain: true })
            {
                Merge(key, value, merged);
            }
            else if (!lines.TryAdd(key.Text, key.Line))
            {
                Refuse(at, string.Create(Words.Invariant, $"\"{key.Text}\" stands here for the second time; the first is on line {lines[key.Text]}"), "keep one of them");
            }
            else
            {
                entries.Add(new YamlEntry(key, value));
            }
        }

        // What is written out wins, then what was merged first.
        entries.AddRange(merged.Where(entry => lines.TryAdd(entry.Key.Text, entry.Key.Line)));
        return new YamlMap(start.Start.Line, start.Start.Column, entries);
    }

    private void Merge(YamlText key, YamlPart value, List<YamlEntry> into)
    {
        foreach (YamlPart part in value is YamlList list ? list.Items : [value])
        {
            if (part is YamlMap map)
            {
                Weighed(map, into.Count);
                into.AddRange(map.Entries);
            }
            else
            {
                _problems.Add(new YamlProblem(key.Line, key.Column, $"<< takes over the keys of a mapping, and this is {part.Kind}", "name the anchor of a mapping: <<: *name"));
            }
        }
    }

    private YamlPart Meant(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out YamlPart? part))
        {
            return part;
        }

        Refuse(alias.Start, $"no anchor &{alias.Value.Value} stands before this", "write the anchor in front of what it names, above this line");
        return new YamlText(alias.Start.Line, alias.Start.Column, "", IsPlain: true);
    }

    private YamlPart Anchored(NodeEvent node, YamlPart part)
    {
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor.Value] = part;
        }

        return part;
    }

    private T Weighed<T>(T part, long beside = 0)
        where T : YamlPart
    {
        if (part.Weight + beside <= MostParts)
        {
            return part;
        }

        _problems.Add(new YamlProblem(part.Line, part.Column, string.Create(Words.Invariant, $"this comes to more than {MostParts:#,0} parts once its aliases are written out"), "use fewer aliases of aliases"));
        throw new YamlStopException();
    }

    private YamlProblem Syntax(Mark at, string message)
    {
        (long line, long column) = (Math.Max(1, at.Line), Math.Max(1, at.Column));
        if (TabIn(message.Contains("tab", StringComparison.Ordinal) ? long.MaxValue : line) is { } tab)
        {
            return new YamlProblem(tab.Line, tab.Column, "a tab indents this line", "YAML is indented with blanks alone: replace the tab by two of them");
        }

        message = message.TrimEnd('.');
        return new YamlProblem(
            line, column, $"this is no YAML: {(message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..] : "its signs make no sense together")}",
            "look at the brackets, quotes, colons and the indentation here and in the line above; what follows was not read");
    }

    private (long Line, long Column)? TabIn(long failed)
    {
        string[] lines = _text.Split('\n');
        (long first, long last) = failed == long.MaxValue ? (1, lines.Length) : (Math.Max(1, failed - 1), Math.Min(failed, lines.Length));
        for (long line = first; line <= last; line++)
        {
            string text = lines[line - 1];
            int tab = text.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && string.IsNullOrWhiteSpace(text[..tab]))
            {
                return (line, tab + 1);
            }
        }

        return null;
    }

    private void Refuse(Mark at, string what, string advice) => _problems.Add(new YamlProblem(at.Line, at.Column, what, advice));
}
