namespace Millrace.Speech.Host.Voice;

/// <summary>
/// When the windows turn over which minima are taken (R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum statistics", IEEE Transactions on Speech and Audio Processing 9,
/// 2001): a minimum is that of the running window and the one before, so noise that has become louder is believed after one to two of them. The first are short.
/// </summary>
/// <param name="frameMs">How long a frame is.</param>
internal struct MinimumWindow(int frameMs)
{
    private const int LengthMs = 2_000;
    private const int FirstMs = 100;
    private readonly int _length = VoicePace.Frames(LengthMs, frameMs);
    private readonly int _first = VoicePace.Frames(FirstMs, frameMs);
    private int _frames;
    private int _inWindow;

    /// <summary>Moves on by a frame; true where a window ends with it.</summary>
    public bool Turns()
    {
        _frames = Math.Min(_frames + 1, 2 * _length);
        if (++_inWindow < Math.Min(_length, (_frames / 2) + _first))
        {
            return false;
        }

        _inWindow = 0;
        return true;
    }
}
