namespace Millrace.Amqp.Wire;

/// <summary>A decimal of a field table: the value divided by ten to the power of the scale.</summary>
/// <param name="Scale">How many decimal digits.</param>
/// <param name="Value">The digits as one number.</param>
public readonly record struct FieldDecimal(byte Scale, int Value);
