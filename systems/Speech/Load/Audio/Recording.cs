namespace Millrace.Speech.Load.Audio;

/// <summary>Something said, as samples, with where somebody speaks in it.</summary>
/// <param name="Samples">Signed samples at the rate that is sent.</param>
/// <param name="Spans">Where somebody speaks, in samples, ascending.</param>
internal sealed record Recording(short[] Samples, IReadOnlyList<(int Start, int End)> Spans);
