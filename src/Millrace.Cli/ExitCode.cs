namespace Millrace.Cli;

/// <summary>What the process says to whoever started it. The words for each are in <see cref="ExitCodes"/>.</summary>
internal enum ExitCode
{
    Ok = 0,
    VerdictFailed = 1,
    Usage = 2,
    TargetUnreachable = 3,
    GeneratorLimited = 4,
    TargetDied = 5,
    Environment = 6,
    ResultsUnwritable = 7,
    Internal = 70,
    Interrupted = 130,
}
