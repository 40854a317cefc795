namespace Millrace.Tracker.Host.Swarms;

/// <summary>What a part of a table takes in a snapshot.</summary>
/// <param name="Bytes">Bytes that were written, or that there has to be room for.</param>
/// <param name="Swarms">Swarms among them; the last piece of a larger one counts as one.</param>
/// <param name="Peers">Peers among them.</param>
/// <param name="IsWhole">False where there was not room for it, and then nothing was written.</param>
internal readonly record struct SwarmCopy(int Bytes, int Swarms, int Peers, bool IsWhole);
