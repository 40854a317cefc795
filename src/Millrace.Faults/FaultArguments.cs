using System.Globalization;
using System.Text;
using Millrace.Results;

namespace Millrace.Faults;

/// <summary>The checked arguments of one fault: what was given, with the parameters' defaults behind it.</summary>
public sealed class FaultArguments
{
    private readonly FaultInfo _info;
    private readonly IReadOnlyDictionary<string, string> _given;

    internal FaultArguments(FaultInfo info, IReadOnlyDictionary<string, string> given) => (_info, _given) = (info, given);

    /// <summary>True where the parameter was written out.</summary>
    public bool IsGiven(string name) => _given.ContainsKey(name);

    /// <summary>A flag's value.</summary>
    public bool Flag(string name) => Text(name) == "true";

    /// <summary>A duration's value.</summary>
    public TimeSpan Duration(string name) => Durations.Parse(Text(name));

    /// <summary>A number's value.</summary>
    public double Number(string name) => FaultParameter.TryNumber(Text(name), out double number) ? number : throw Missing(name);

    /// <summary>A count's value.</summary>
    public long Count(string name) => long.Parse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A share's value, 0 to 1.</summary>
    public double Share(string name) => FaultParameter.TryShare(Text(name), out double share) ? share : throw Missing(name);

    /// <summary>A value as text: a choice's word, or the default.</summary>
    public string Text(string name)
    {
        FaultParameter parameter = _info.Parameters.FirstOrDefault(p => p.Name == name)
            ?? throw new ArgumentException($"{_info.Name} has no parameter '{name}'", nameof(name));
        return _given.GetValueOrDefault(name) ?? parameter.Default ?? throw Missing(name);
    }

    /// <summary>The given arguments as they are written, <c>(restart,down=500ms)</c>, in the parameters' order; empty where none were given.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        bool positional = true;
        foreach (FaultParameter parameter in _info.Parameters)
        {
            if (!_given.TryGetValue(parameter.Name, out string? value))
            {
                positional &= !parameter.Positional;
                continue;
            }
            text.Append(text.Length == 0 ? '(' : ',');
            text.Append(parameter switch
            {
                { Positional: true } when positional => value,
                { Kind: FaultParameterKind.Flag } when value == "true" => parameter.Name,
                _ => $"{parameter.Name}={value}",
            });
        }
        return text.Length == 0 ? "" : text.Append(')').ToString();
    }

    private InvalidOperationException Missing(string name) => new($"{_info.Name}: parameter '{name}' was checked for a value but has none");
}
