namespace Millrace.Speech.Host.Rest;

/// <summary>Ends a request with an answer other than its own; worded for its sender.</summary>
internal sealed class RestException : Exception
{
    public RestException(int status, string message)
        : base(message) => Status = status;

    public RestException(int status, string message, Exception inner)
        : base(message, inner) => Status = status;

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The field that is wrong, in OpenAI's errors.</summary>
    public string? Param { get; init; }

    /// <summary>A word for programs, in OpenAI's errors.</summary>
    public string? Code { get; init; }

    /// <summary>When to come again; null: not said.</summary>
    public int? RetryAfterSeconds { get; init; }
}
