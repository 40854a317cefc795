namespace Millrace.Engine.Running;

/// <summary>A run could not be started; every reason is given at once, each with what to do.</summary>
public sealed class LabException : Exception
{
    /// <summary>A run that cannot be started, for these reasons.</summary>
    public LabException(IReadOnlyList<string> reasons, Exception? innerException = null)
        : base(string.Join(Environment.NewLine, reasons), innerException) => Reasons = reasons;

    /// <summary>Which kind of reason it is.</summary>
    public LabFailure Failure { get; init; }

    /// <summary>What is wrong, one sentence or two each.</summary>
    public IReadOnlyList<string> Reasons { get; }
}
