using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>
/// Rounds to three decimals (a microsecond, where the unit is milliseconds), or to three significant digits below 0.1.
/// What is not a number (a rate over no time) is written as null, and null is read as that, so that no report fails for it.
/// </summary>
internal sealed class RoundedDoubleConverter : JsonConverter<double>
{
    public override bool HandleNull => true;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(Round(value));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    internal static double Round(double value)
    {
        double magnitude = Math.Abs(value);
        if (magnitude is >= 0.1 or 0)
        {
            // Adding zero turns the negative zero into the plain one.
            return Math.Round(value, 3) + 0.0;
        }

        int decimals = 2 - (int)Math.Floor(Math.Log10(magnitude));
        return decimals > 15 ? 0 : Math.Round(value, decimals) + 0.0;
    }
}
