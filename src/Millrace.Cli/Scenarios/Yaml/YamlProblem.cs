namespace Millrace.Cli.Scenarios.Yaml;

/// <summary>What is wrong with a YAML text before anybody asks what it means.</summary>
internal sealed record YamlProblem(long Line, long Column, string What, string Advice);
