namespace Millrace.Speech.Host.Rest;

/// <summary>How a route words its errors.</summary>
internal enum RestStyle
{
    /// <summary><c>{"detail": ...}</c>.</summary>
    FastApi,

    /// <summary><c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
    OpenAi,
}
