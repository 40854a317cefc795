using System.Buffers.Binary;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Rest.Audio;

/// <summary>Makes of a WAV file's samples what the server works with: 16 bits, one channel, its own rate. Takes them in blocks of any size.</summary>
internal sealed class WavConverter
{
    private const int BlockFrames = 4096;

    private readonly WavFormat _format;
    private readonly Resampler? _resampler;
    private readonly byte[] _part;
    private readonly float[] _mono = new float[BlockFrames];
    private readonly float[] _resampled;
    private readonly byte[] _pcm;
    private int _partBytes;

    /// <summary>From a file's format to a rate.</summary>
    public WavConverter(WavFormat format, int sampleRate)
    {
        _format = format;
        _part = new byte[format.FrameBytes];
        _resampler = format.SampleRate == sampleRate ? null : new Resampler(format.SampleRate, sampleRate);
        _resampled = _resampler is { } resampler ? new float[resampler.MostOut(BlockFrames)] : [];
        _pcm = new byte[Math.Max(BlockFrames, _resampled.Length) * SpeechProtocol.BytesPerSample];
    }

    /// <summary>Takes bytes off <paramref name="samples"/>, as many as one block; gives their PCM, good until the next call, and empty where they complete nothing.</summary>
    public ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> samples)
    {
        if (_partBytes > 0 || samples.Length < _format.FrameBytes)
        {
            int missing = Math.Min(_format.FrameBytes - _partBytes, samples.Length);
            samples[..missing].Span.CopyTo(_part.AsSpan(_partBytes));
            _partBytes += missing;
            samples = samples[missing..];
            if (_partBytes < _format.FrameBytes)
            {
                return default;
            }

            _partBytes = 0;
            return Convert(_part);
        }

        int frames = Math.Min(samples.Length / _format.FrameBytes, BlockFrames);
        ReadOnlyMemory<byte> block = samples[..(frames * _format.FrameBytes)];
        samples = samples[block.Length..];
        return Convert(block.Span);
    }

    /// <summary>What was still to come; a part of a sample is dropped.</summary>
    public ReadOnlyMemory<byte> Finish() => _resampler is { } resampler ? Pcm(_resampled.AsSpan(0, resampler.Finish(_resampled))) : default;

    private ReadOnlyMemory<byte> Convert(ReadOnlySpan<byte> block)
    {
        Span<float> mono = _mono.AsSpan(0, WavSamples.ToMono(_format, block, _mono));
        return Pcm(_resampler is { } resampler ? _resampled.AsSpan(0, resampler.Take(mono, _resampled)) : mono);
    }

    private ReadOnlyMemory<byte> Pcm(ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(_pcm.AsSpan(i * SpeechProtocol.BytesPerSample), WavSamples.ToInt16(samples[i]));
        }

        return _pcm.AsMemory(0, samples.Length * SpeechProtocol.BytesPerSample);
    }
}
