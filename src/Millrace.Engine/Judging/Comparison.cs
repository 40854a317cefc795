namespace Millrace.Engine.Judging;

/// <summary>How a figure is compared with a limit.</summary>
internal enum Comparison
{
    Below,
    AtMost,
    Above,
    AtLeast,
    Equal,
}
