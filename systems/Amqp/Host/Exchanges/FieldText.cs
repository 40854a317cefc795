using System.Globalization;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>Values of field tables in the words that RabbitMQ has for them, because clients' programmers search for its texts.</summary>
internal static class FieldText
{
    public static string Of(object? value) => value switch
    {
        null => "undefined",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The name of a value's type.</summary>
    public static string TypeOf(object? value) => value switch
    {
        bool => "bool",
        sbyte => "byte",
        byte => "unsignedbyte",
        short => "short",
        ushort => "unsignedshort",
        int => "signedint",
        uint => "unsignedint",
        long => "long",
        float => "float",
        double => "double",
        FieldDecimal => "decimal",
        string => "longstr",
        FieldBytes { IsString: true } => "longstr",
        FieldBytes => "binary",
        FieldTime => "timestamp",
        FieldTable => "table",
        null => "void",
        _ => "array",
    };
}
