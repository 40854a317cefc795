namespace Millrace.Engine.Subjects;

/// <summary>Stands where a run has no subject to end.</summary>
internal sealed class NoSubject : IAsyncDisposable
{
    public static NoSubject Instance { get; } = new();

    public ValueTask DisposeAsync() => default;
}
