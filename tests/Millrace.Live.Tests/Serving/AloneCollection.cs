namespace Millrace.Live.Tests.Serving;

/// <summary>Tests that look at what the whole process has: no other runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
