namespace Millrace.Engine.Clients;

/// <summary>A message that came in but ends no operation.</summary>
internal enum Stray : byte
{
    /// <summary>An answer to an operation that had its answer already.</summary>
    Duplicated,

    /// <summary>A message that nobody asked for.</summary>
    Unexpected,
}
