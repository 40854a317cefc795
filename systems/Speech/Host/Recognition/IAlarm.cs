namespace Millrace.Speech.Host.Recognition;

/// <summary>
/// Calls back at a time. The callback returns when it wants to be called next, or <see cref="Never"/>; it is never called twice at once.
/// </summary>
internal interface IAlarm : IDisposable
{
    /// <summary>No further call.</summary>
    const long Never = long.MaxValue;

    /// <summary>Sets the alarm to a timestamp. Only for one that is not set: whose callback has returned <see cref="Never"/> or is about to.</summary>
    void Arm(long due);
}
