namespace Millrace.Cli.Scenarios;

/// <summary>One value of a scenario file, in the textual form that the option takes, with the place where it was written.</summary>
internal sealed record FileValue(string Text, FilePlace Place);
