namespace Millrace.Speech.Host.Voice;

/// <summary>Constants that are written for frames of 20 ms, brought to other lengths, so that what takes half a second takes it at every length.</summary>
internal static class VoicePace
{
    private const float UsualMs = 20;

    /// <summary>What a recursive average keeps in a frame of this length, where it keeps <paramref name="kept"/> in one of 20 ms.</summary>
    public static float Of(float kept, int frameMs) => MathF.Pow(kept, frameMs / UsualMs);

    /// <summary>How many frames of this length make so many milliseconds, at least one.</summary>
    public static int Frames(int milliseconds, int frameMs) => Math.Max(1, (milliseconds + (frameMs / 2)) / frameMs);
}
