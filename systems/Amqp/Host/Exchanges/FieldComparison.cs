using System.Collections;
using System.Globalization;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>Compares values of field tables: whole numbers by their value, whatever their width.</summary>
internal static class FieldComparison
{
    public static bool AreEqual(FieldTable left, FieldTable right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (KeyValuePair<string, object?> field in left)
        {
            if (!right.TryGet(field.Key, out object? other) || !AreEqual(field.Value, other))
            {
                return false;
            }
        }

        return true;
    }

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (FieldTable one, FieldTable other) => AreEqual(one, other),
        (IList one, IList other) => one.Count == other.Count && Enumerable.Range(0, one.Count).All(i => AreEqual(one[i], other[i])),
        _ => WholeNumber(left) is { } number ? number == WholeNumber(right) : Equals(left, right),
    };

    /// <summary>The same for values that are equal here.</summary>
    public static int HashOf(object? value)
    {
        switch (value)
        {
            case FieldTable table:
                int sum = table.Count;
                foreach (KeyValuePair<string, object?> field in table)
                {
                    sum = unchecked(sum + HashCode.Combine(field.Key, HashOf(field.Value))); // in whatever order
                }

                return sum;
            case IList list:
                HashCode items = default;
                foreach (object? item in list)
                {
                    items.Add(HashOf(item));
                }

                return items.ToHashCode();
            default:
                return WholeNumber(value)?.GetHashCode() ?? value?.GetHashCode() ?? 0;
        }
    }

    /// <summary>The value of any whole number; null for anything else.</summary>
    public static Int128? WholeNumber(object? value) => value switch
    {
        sbyte or byte or short or ushort or int or uint or long => ((IConvertible)value).ToInt64(CultureInfo.InvariantCulture),
        _ => null,
    };
}
