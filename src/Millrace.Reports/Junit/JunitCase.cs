namespace Millrace.Reports.Junit;

/// <summary>One test of a report: what was asked, and what it came to.</summary>
/// <param name="Group">Whose it is: thresholds, invariants, account, generator or run.</param>
/// <param name="Name">What was asked.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Message">Why it did not pass, in a line; for one that passed, what was seen.</param>
internal sealed record JunitCase(string Group, string Name, JunitOutcome Outcome, string Message = "");
