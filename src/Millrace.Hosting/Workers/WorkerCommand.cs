namespace Millrace.Hosting.Workers;

/// <summary>How a worker is started.</summary>
/// <param name="File">The executable.</param>
/// <param name="Arguments">Its arguments, for the worker of a place.</param>
public sealed record WorkerCommand(string File, Func<WorkerPlace, IReadOnlyList<string>> Arguments);
