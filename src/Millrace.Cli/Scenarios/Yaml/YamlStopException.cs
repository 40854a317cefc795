namespace Millrace.Cli.Scenarios.Yaml;

/// <summary>A document cannot be read further; why has been said.</summary>
internal sealed class YamlStopException : Exception;
