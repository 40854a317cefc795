namespace Millrace.Engine.Clients;

/// <summary>How an operation ended. Each begun operation ends in exactly one of these.</summary>
internal enum Outcome : byte
{
    Ok,
    Late,
    Failed,
    Corrupted,
    Indefinite,
    Lost,
}
