namespace Millrace.Engine;

/// <summary>
/// How to start a subject: a process that links the library under measurement, carries out the load with it on the ordinary thread pool, stamps due, sent and done
/// itself, and hands what it recorded to the lab. It speaks the subject protocol over its standard input and output, and ends when its input closes.
/// </summary>
/// <param name="Arguments">What follows the executable's name, such as <c>subject amqp</c>.</param>
public sealed record SubjectRecipe(IReadOnlyList<string> Arguments)
{
    /// <summary>Environment variables for the child beside those that the engine sets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
