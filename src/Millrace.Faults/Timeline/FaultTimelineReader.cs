using Millrace.Results;

namespace Millrace.Faults;

/// <summary>
/// Reads the text form of a timeline.
/// <code>
/// timeline = event *( ";" event ) ;   event    = name [ "(" argument *( "," argument ) ")" ] "@" start [ ".." end ]
/// start, end = duration ;             argument = name "=" value / flag-name / positional value
/// </code>
/// Blanks around each part are ignored, and so are empty events.
/// </summary>
internal ref struct FaultTimelineReader
{
    private readonly string _text;
    private readonly FaultCatalog _catalog;
    private int _at;

    private FaultTimelineReader(string text, FaultCatalog catalog) => (_text, _catalog) = (text, catalog);

    public static void Read(string text, FaultCatalog catalog, List<FaultEvent> into)
    {
        var reader = new FaultTimelineReader(text, catalog);
        while (reader.SkipTo(';'))
        {
            int start = reader._at;
            FaultEvent read = reader.ReadEvent();
            if (into.FirstOrDefault(e => Overlap(e, read)) is { } other)
            {
                throw new FaultSyntaxException(text, start, $"{read} overlaps {other}: one fault of a kind holds at a time on {(read.Process is null ? "a direction of the path" : "a process")}");
            }
            into.Add(read);
        }
    }

    private static bool Overlap(FaultEvent a, FaultEvent b) =>
        a.Fault == b.Fault && a.Process == b.Process && Meet(a.Direction, b.Direction) && a.Start <= (b.LiftAt ?? TimeSpan.MaxValue) && b.Start <= (a.LiftAt ?? TimeSpan.MaxValue);

    // A fault without a direction, and one on both, meets every other.
    private static bool Meet(string? a, string? b) => a is null or FaultEvent.BothDirections || b is null or FaultEvent.BothDirections || a == b;

    private FaultEvent ReadEvent()
    {
        int nameAt = _at;
        string name = Until("(@;=,)");
        if (name.Length == 0) { throw Error(nameAt, $"a fault's name is expected; known are {string.Join(", ", _catalog.Names)}"); }
        IFault fault = _catalog.Find(name) ?? throw Error(nameAt, $"there is no fault '{name}'{Nearest.Suggest(name, _catalog.Names)}");

        int argumentsAt = _at;
        FaultArguments arguments = ReadArguments(fault.Info);
        if (fault.Check(arguments) is { } problem) { throw Error(argumentsAt, problem); }

        if (!Take('@')) { throw Error(_at, $"'@' and a start time are expected, as in {name}@{(fault.Info.End == FaultEnd.Required ? "5s..8s" : "5s")}"); }
        int startAt = _at;
        TimeSpan start = ReadTime();
        TimeSpan? end = null;
        int endAt = _at;
        if (Take('.') && Take('.')) { end = ReadTime(); }
        else if (_at != endAt) { throw Error(endAt, "an end is written with two dots, as in 5s..8s"); }
        if (_at < _text.Length && _text[_at] != ';') { throw Error(_at, $"'{_text[_at]}' is not expected here; faults are separated by ';'"); }

        return (fault.Info.End, end) switch
        {
            (FaultEnd.Required, null) => throw Error(startAt,
                $"{name} needs an end, as in {name}{arguments}@{Durations.Format(start)}..{Durations.Format(start + TimeSpan.FromSeconds(3))}"),
            (FaultEnd.None, not null) => throw Error(endAt, $"{name} is one event and has no end{EndHint(fault.Info, start, end.Value)}"),
            _ when end <= start => throw Error(endAt, $"the end {Durations.Format(end.Value)} is not after the start {Durations.Format(start)}"),
            _ => new FaultEvent(fault, arguments, start, end),
        };
    }

    private static string EndHint(FaultInfo info, TimeSpan start, TimeSpan end) =>
        end > start && info.Parameters.Any(p => p.Name == "down")
            ? $"; did you mean {info.Name}(restart,down={Durations.Format(end - start)})@{Durations.Format(start)}?"
            : "";

    private FaultArguments ReadArguments(FaultInfo info)
    {
        var given = new Dictionary<string, string>();
        if (!Take('(')) { return new FaultArguments(info, given); }
        if (Take(')')) { return new FaultArguments(info, given); }
        do
        {
            int at = SkipBlanks();
            string word = Until("=,);@");
            FaultParameter parameter;
            string value;
            int valueAt = at;
            if (Take('='))
            {
                parameter = Named(info, word, at);
                valueAt = SkipBlanks();
                value = Until(",);@");
            }
            else { (parameter, value) = Bare(info, word, at, given); }

            if (parameter.Refuse(value) is { } problem) { throw Error(valueAt, $"{info.Name}'s {parameter.Name}: {problem}"); }
            if (!given.TryAdd(parameter.Name, value)) { throw Error(at, $"{parameter.Name} is given twice"); }
        }
        while (Take(','));
        return Take(')') ? new FaultArguments(info, given) : throw Error(_at, $"')' is expected to close the arguments of {info.Name}");
    }

    // A bare word is a flag's name, or the value of the first positional parameter that has none yet.
    private readonly (FaultParameter Parameter, string Value) Bare(FaultInfo info, string word, int at, Dictionary<string, string> given)
    {
        if (info.Parameters.FirstOrDefault(p => p.Name == word) is { } named)
        {
            return named.Kind == FaultParameterKind.Flag ? (named, "true") : throw Error(at, $"{word} needs a value, as in {word}={named.Default ?? "..."}");
        }
        FaultParameter? positional = info.Parameters.FirstOrDefault(p => p.Positional && !given.ContainsKey(p.Name));
        // A word near a parameter's name is that name mistyped, not a value.
        bool mistyped = positional?.Refuse(word) is not null && Nearest.Find(word, info.Parameters.Select(p => p.Name)) is not null;
        return positional is null || mistyped ? (Named(info, word, at), "") : (positional, word);
    }

    private readonly FaultParameter Named(FaultInfo info, string name, int at) =>
        info.Parameters.FirstOrDefault(p => p.Name == name) ?? throw Error(at, info.Parameters.Count == 0
            ? $"{info.Name} takes no arguments"
            : $"{info.Name} has no parameter '{name}'{Nearest.Suggest(name, [.. info.Parameters.Select(p => p.Name)])}");

    private TimeSpan ReadTime()
    {
        int at = SkipBlanks();
        // A time ends at "..", and one dot is part of its number.
        while (_at < _text.Length && _text[_at] != ';' && !_text.AsSpan(_at).StartsWith("..")) { _at++; }
        return Durations.TryParse(_text.AsSpan(at, _at - at).Trim(), out TimeSpan time, out string? problem) ? time : throw Error(at, problem);
    }

    // To the next event; false at the end of the text.
    private bool SkipTo(char separator)
    {
        while (_at < _text.Length && (_text[_at] == separator || char.IsWhiteSpace(_text[_at]))) { _at++; }
        return _at < _text.Length;
    }

    private int SkipBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) { _at++; }
        return _at;
    }

    private string Until(string ends)
    {
        int start = SkipBlanks();
        while (_at < _text.Length && !ends.Contains(_text[_at])) { _at++; }
        return _text[start.._at].Trim();
    }

    private bool Take(char expected)
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] != expected) { return false; }
        _at++;
        return true;
    }

    private readonly FaultSyntaxException Error(int position, string problem) => new(_text, position, problem);
}
