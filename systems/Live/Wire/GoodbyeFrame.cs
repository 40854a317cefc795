namespace Millrace.Live.Wire;

/// <summary>The server's last word.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Advice">What to do.</param>
/// <param name="AfterMilliseconds">How long to wait before.</param>
/// <param name="Message">In words.</param>
public readonly record struct GoodbyeFrame(GoodbyeReason Reason, GoodbyeAdvice Advice, uint AfterMilliseconds, string Message);
