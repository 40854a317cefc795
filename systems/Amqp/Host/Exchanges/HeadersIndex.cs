using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>
/// Headers: the binding's arguments are compared with the message's headers, all or any of them as x-match says (AMQP 0-9-1, section 3.1.3.4). Arguments that begin with x- are not
/// compared, unless x-match is all-with-x or any-with-x; one without a value asks only whether the header is there.
/// </summary>
internal sealed class HeadersIndex : BindingIndex
{
    private const string MatchField = "x-match";

    private readonly HashSet<Binding> _all = new(Binding.Alike);

    public override void Add(Binding binding) => _all.Add(binding);

    public override void Remove(Binding binding) => _all.Remove(binding);

    public override void Match(string key, FieldTable? headers, List<Binding> into)
    {
        foreach (Binding binding in _all)
        {
            if (IsMatch(binding.Arguments, headers ?? FieldTable.Empty))
            {
                into.Add(binding);
            }
        }
    }

    /// <summary>Refuses arguments that no binding of such an exchange may have.</summary>
    public static void Check(FieldTable arguments)
    {
        if (!arguments.TryGet(MatchField, out object? match) || match is "all" or "any" or "all-with-x" or "any-with-x")
        {
            return;
        }

        throw BrokerRefusal.Precondition(match is string
            ? $"Invalid x-match field value <<\"{match}\">>; expected all, any, all-with-x, or any-with-x"
            : $"Invalid x-match field type {FieldText.TypeOf(match)} (value {FieldText.Of(match)}); expected longstr");
    }

    private static bool IsMatch(FieldTable wanted, FieldTable headers)
    {
        string match = wanted[MatchField] as string ?? "all";
        bool any = match.StartsWith("any", StringComparison.Ordinal);
        bool withX = match.EndsWith("-with-x", StringComparison.Ordinal);
        foreach (KeyValuePair<string, object?> field in wanted)
        {
            if (field.Key == MatchField || (!withX && field.Key.StartsWith("x-", StringComparison.Ordinal)))
            {
                continue;
            }

            bool fits = headers.TryGet(field.Key, out object? value) && (field.Value is null || FieldComparison.AreEqual(field.Value, value));
            if (fits == any)
            {
                return any;
            }
        }

        return !any;
    }
}
