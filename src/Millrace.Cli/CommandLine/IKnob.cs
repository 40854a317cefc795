namespace Millrace.Cli.CommandLine;

/// <summary>What help and docs/guide/options.md say about an option beyond its name.</summary>
internal interface IKnob
{
    /// <summary>The heading under which help lists it.</summary>
    string Group { get; }

    /// <summary>What happens when it is not given; null where the description says it all.</summary>
    string? Default { get; }

    /// <summary>One real use.</summary>
    string? Example { get; }
}
