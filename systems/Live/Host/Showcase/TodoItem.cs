namespace Millrace.Live;

/// <summary>Something to do.</summary>
internal sealed record TodoItem(int Id, string Text, bool IsDone);
