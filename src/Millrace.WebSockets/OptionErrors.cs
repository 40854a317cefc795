using System.Numerics;
using Millrace.WebSockets.Handshake;

namespace Millrace.WebSockets;

/// <summary>Collects what is wrong with a set of options, one sentence each.</summary>
internal sealed class OptionErrors
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public static void ThrowIfAny(IReadOnlyList<string> errors, string parameterName)
    {
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), parameterName);
        }
    }

    public void Add(string error) => _all.Add(error);

    public void AddRange(IEnumerable<string> errors) => _all.AddRange(errors);

    public void AddTokens(string name, IReadOnlyList<string> tokens)
    {
        foreach (string token in tokens)
        {
            if (!HttpSyntax.IsToken(token))
            {
                _all.Add($"{name} holds '{token}', which is no HTTP token; use letters, digits and !#$%&'*+-.^_`|~ only.");
            }
        }

        if (tokens.Distinct(StringComparer.Ordinal).Count() != tokens.Count)
        {
            _all.Add($"{name} names one twice; remove it.");
        }
    }

    public void AddFields(string name, HttpFields fields)
    {
        foreach ((string key, string value) in fields)
        {
            if (!HttpSyntax.IsToken(key) || !HttpSyntax.IsFieldValue(value))
            {
                _all.Add($"{name} holds '{key}', whose name or value can not stand in an HTTP header; "
                    + "control characters and line breaks are refused.");
            }
            else if (ClientHandshake.Owns(key))
            {
                _all.Add($"{name} holds '{key}', which the handshake sets itself; remove it.");
            }
        }
    }

    public void Range<T>(string name, T value, T least, T most, string unit)
        where T : INumber<T>
    {
        if (value < least || value > most)
        {
            _all.Add($"{name} is {value} {unit}; give {least} to {most}.");
        }
    }

    public void Range(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            _all.Add($"{name} is {value}; give {least} to {most}.");
        }
    }
}
