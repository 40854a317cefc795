using System.CommandLine;

namespace Millrace.Cli.Scenarios;

/// <summary>What a scenario file says for each option: the second source of the knobs, behind the command line.</summary>
internal sealed class FileValues
{
    private readonly Dictionary<Option, List<FileValue>> _values = [];

    // What is given by name, as settings and labels are: a run's own names stand beside the common ones.
    private readonly HashSet<Option> _named = [];

    /// <summary>The options that the file speaks of.</summary>
    public IReadOnlyCollection<Option> Options => _values.Keys;

    /// <summary>Adds a value; a scalar option has one.</summary>
    public void Add(Option knob, FileValue value, bool isNamed = false)
    {
        if (!_values.TryGetValue(knob, out List<FileValue>? values))
        {
            _values[knob] = values = [];
        }

        values.Add(value);
        if (isNamed)
        {
            _named.Add(knob);
        }
    }

    /// <summary>Says that a list is empty, which is more than saying nothing: a profile's faults do not come in its place.</summary>
    public void AddEmpty(Option knob) => _values.TryAdd(knob, []);

    /// <summary>What the file says of an option; null where it says nothing.</summary>
    public IReadOnlyList<FileValue>? Of(Option knob) => _values.GetValueOrDefault(knob);

    /// <summary>Forgets what the file says of an option.</summary>
    public void Drop(Option knob) => _values.Remove(knob);

    /// <summary>These values over others: what is given by name is joined name by name, everything else replaced.</summary>
    public FileValues Over(FileValues common, IReadOnlyList<IReadOnlyList<Option>> alternatives)
    {
        var joined = new FileValues();
        foreach ((Option knob, List<FileValue> values) in common._values)
        {
            bool replaced = !_named.Contains(knob) && _values.ContainsKey(knob) || alternatives.Any(group => group.Contains(knob) && group.Any(other => _values.ContainsKey(other)));
            if (!replaced)
            {
                joined._values[knob] = [.. values.Where(value => !_values.TryGetValue(knob, out List<FileValue>? own) || own.All(each => NameOf(each.Text) != NameOf(value.Text)))];
            }
        }

        foreach ((Option knob, List<FileValue> values) in _values)
        {
            joined._values[knob] = [.. joined._values.GetValueOrDefault(knob) ?? [], .. values];
        }

        joined._named.UnionWith(common._named);
        joined._named.UnionWith(_named);
        return joined;
    }

    /// <summary>The name of a pair name=value.</summary>
    public static string NameOf(string pair) => pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? pair[..equals] : pair;
}
