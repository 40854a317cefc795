namespace Millrace.Speech.Host.Voice;

/// <summary>
/// How far a frame's loudness stands out of the noise's own ups and downs: two normal distributions over the logarithm of its power, one of noise and one of voice, learned without labels by the share that
/// each has in a frame. Steady noise becomes a narrow one, so little stands out of it; a crowd becomes a wide one. The mean of the noise is held up by the minimum of the last seconds, as the
/// voice activity detector of WebRTC holds its, so that noise that has become louder is learned.
/// </summary>
/// <param name="frameMs">How long a frame is.</param>
internal struct LoudnessClasses(int frameMs)
{
    /// <summary>Spread of a voice around its mean, in nepers of power (4.3 dB each).</summary>
    private const float VoiceSpread = 1;

    /// <summary>How far a voice's mean is above the noise's at least.</summary>
    private const float LeastGap = 1.5f;

    private const float FirstVariance = 0.1f;
    private const float LeastVariance = 0.01f;
    private const float GreatestVariance = 1;
    private const float Smoothing = 0.8f;
    private const float NoiseKeeps = 0.99f;
    private const float VoiceKeeps = 0.98f;
    private const float PullKeeps = 0.8f;
    private readonly float _smoothing = VoicePace.Of(Smoothing, frameMs);
    private readonly float _noiseRate = 1 - VoicePace.Of(NoiseKeeps, frameMs);
    private readonly float _voiceRate = 1 - VoicePace.Of(VoiceKeeps, frameMs);
    private readonly float _pull = 1 - VoicePace.Of(PullKeeps, frameMs);
    private float _noise;
    private float _variance = FirstVariance;
    private float _voice;
    private float _smooth;
    private float _least;
    private float _next;
    private int _frames;

    /// <summary>Begins with the first frame.</summary>
    public void Begin(float power) => _noise = _voice = _smooth = _least = _next = MathF.Log(power);

    /// <summary>Standard deviations of the noise by which a frame of this power is above the noise's mean; the frame is learned from.</summary>
    public float Judge(float power, bool turns)
    {
        float loudness = MathF.Log(power);
        float away = loudness - _noise;
        float deviations = away / MathF.Sqrt(_variance);
        Track(loudness, turns);
        float share = NoiseShare(loudness, deviations);
        float rate = MathF.Max(_noiseRate, 1f / (++_frames + 1)) * share;
        _frames = Math.Min(_frames, 1_000);
        _noise += rate * away;
        _variance = Math.Clamp(_variance + (rate * ((away * away) - _variance)), LeastVariance, GreatestVariance);
        _voice += (1 - share) * _voiceRate * (loudness - _voice);
        if (_noise < _least)
        {
            _noise += _pull * (_least - _noise);
        }

        return deviations;
    }

    private void Track(float loudness, bool turns)
    {
        _smooth = (_smooth * _smoothing) + (loudness * (1 - _smoothing));
        _least = MathF.Min(turns ? _next : _least, _smooth);
        _next = turns ? _smooth : MathF.Min(_next, _smooth);
    }

    /// <summary>How probable it is that noise alone made a frame so loud, 0 to 1; what is below the noise's mean is noise, what is above the voice's mean is as much voice as the mean.</summary>
    private readonly float NoiseShare(float loudness, float deviations)
    {
        if (deviations <= 0)
        {
            return 1;
        }

        float below = MathF.Min(0, (loudness - MathF.Max(_noise + LeastGap, _voice)) / VoiceSpread);
        float voice = -0.5f * below * below;
        float noise = -0.5f * ((deviations * deviations) + MathF.Log(_variance / (VoiceSpread * VoiceSpread)));
        return 1 / (1 + MathF.Exp(voice - noise));
    }
}
