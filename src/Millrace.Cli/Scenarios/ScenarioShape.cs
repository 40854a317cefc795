namespace Millrace.Cli.Scenarios;

/// <summary>What stands behind a key of a scenario file.</summary>
internal enum ScenarioShape
{
    /// <summary>One text: a word, a number, a time.</summary>
    Text,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A list of texts, or one.</summary>
    Texts,

    /// <summary>Texts by name.</summary>
    Names,

    /// <summary>Weights by name: the shares of operations or kinds of users.</summary>
    Mix,

    /// <summary>Further keys.</summary>
    Group,

    /// <summary>A list of stages.</summary>
    Stages,

    /// <summary>A list of faults.</summary>
    Faults,

    /// <summary>A list of thresholds.</summary>
    Thresholds,

    /// <summary>A list of runs.</summary>
    Runs,
}
