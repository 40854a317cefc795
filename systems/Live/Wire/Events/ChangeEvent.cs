namespace Millrace.Live;

/// <summary>The value of a field changed (input and change).</summary>
/// <param name="Value">The value; of a select with several choices the first chosen, or nothing.</param>
/// <param name="Checked">Of a checkbox or radio button whether it is set; null for other fields.</param>
/// <param name="Values">Of a select with several choices what is chosen; of other fields the value alone.</param>
public sealed record ChangeEvent(string Value, bool? Checked, IReadOnlyList<string> Values);
