using System.Buffers;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Rest.Audio;

/// <summary>
/// Reads a body of raw PCM or of a WAV file as blocks of the server's PCM, whole samples each. Holds one block, whatever the body's length.
/// </summary>
internal sealed class AudioIntake : IDisposable
{
    private const int BlockSize = 64 * 1024;
    private const int FirstSize = 12; // tells a WAV file

    private readonly Stream _body;
    private readonly int _sampleRate;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private ReadOnlyMemory<byte> _ready;
    private WavConverter? _converter;
    private long _left = long.MaxValue;
    private int _first;
    private int _carried;
    private byte _half;
    private bool _isAtEnd;
    private bool _isFinished;

    private AudioIntake(Stream body, int sampleRate) => (_body, _sampleRate) = (body, sampleRate);

    /// <summary>Reads as far as is needed to know what it is. Null where there is no audio.</summary>
    /// <param name="body">What is read; left open.</param>
    /// <param name="sampleRate">The server's rate, and that of raw PCM.</param>
    /// <param name="kind">What the sender says it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RestException">It is no audio that can be read.</exception>
    public static async ValueTask<AudioIntake?> OpenAsync(Stream body, int sampleRate, AudioKind kind, CancellationToken cancellationToken)
    {
        AudioIntake? intake = await ReachAsync(body, sampleRate, cancellationToken).ConfigureAwait(false);
        try
        {
            if (intake is null || await intake.BeginAsync(kind, cancellationToken).ConfigureAwait(false))
            {
                return intake;
            }
        }
        catch
        {
            intake?.Dispose();
            throw;
        }

        intake.Dispose();
        return null;
    }

    /// <summary>Waits for the first bytes alone and holds no more than them, so that whoever dawdles has no share of the memory; <see cref="BeginAsync"/> has to follow. Null where there are none.</summary>
    /// <param name="body">What is read; left open.</param>
    /// <param name="sampleRate">The server's rate, and that of raw PCM.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<AudioIntake?> ReachAsync(Stream body, int sampleRate, CancellationToken cancellationToken)
    {
        AudioIntake intake = new(body, sampleRate);
        try
        {
            intake._first = await intake.FillAsync(0, FirstSize, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            intake.Dispose();
            throw;
        }

        if (intake._first > 0)
        {
            return intake;
        }

        intake.Dispose();
        return null;
    }

    /// <summary>Reads as far as is needed to know what it is; of a WAV file up to <see cref="WavReader.LongestHeader"/>. False where there is no audio.</summary>
    /// <param name="kind">What the sender says it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RestException">It is no audio that can be read.</exception>
    public async ValueTask<bool> BeginAsync(AudioKind kind, CancellationToken cancellationToken)
    {
        int count = _first;
        Replace(BlockSize, count);
        if (kind == AudioKind.Pcm || (kind == AudioKind.Unknown && !WavReader.IsWav(_buffer.AsSpan(0, count))))
        {
            Offer(count, 0);
            return count >= SpeechProtocol.BytesPerSample;
        }

        WavHeader header;
        while (!WavReader.TryReadHeader(_buffer.AsSpan(0, count), _isAtEnd, out header, out string? error))
        {
            if (error is not null)
            {
                throw new RestException(400, error) { Param = "file", Code = "invalid_audio" };
            }

            Grow(count);
            count = await FillAsync(count, count + 1, cancellationToken).ConfigureAwait(false);
        }

        _left = header.DataLength;
        if (header.Format != WavFormat.Mono16(_sampleRate))
        {
            _converter = new WavConverter(header.Format, _sampleRate);
        }

        if (header.DataOffset == count)
        {
            Grow(count);
            count = await FillAsync(count, count + 1, cancellationToken).ConfigureAwait(false);
        }

        Offer(count - header.DataOffset, header.DataOffset);
        return !_ready.IsEmpty;
    }

    /// <summary>The next block, good until the next call; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (!_ready.IsEmpty)
            {
                ReadOnlyMemory<byte> block = _converter is { } converter ? converter.Next(ref _ready) : WholeSamples();
                if (!block.IsEmpty)
                {
                    return block;
                }
            }

            if (_isAtEnd || _left == 0)
            {
                bool isLast = !_isFinished;
                _isFinished = true;
                return isLast && _converter is { } ending ? ending.Finish() : default;
            }

            int kept = _carried;
            int read = await _body.ReadAsync(_buffer.AsMemory(kept, BlockSize - kept), cancellationToken).ConfigureAwait(false);

            // The read may end on a thread that waits for all sockets, which must not be kept by what is done with a block.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            _isAtEnd = read == 0;
            if (!_isAtEnd)
            {
                _buffer[0] = kept > 0 ? _half : _buffer[0];
                _carried = 0;
                Offer(read, 0, kept);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> FillAsync(int have, int want, CancellationToken cancellationToken)
    {
        while (have < want && !_isAtEnd)
        {
            int read = await _body.ReadAsync(_buffer.AsMemory(have), cancellationToken).ConfigureAwait(false);
            _isAtEnd = read == 0;
            have += read;
        }

        return have;
    }

    private void Grow(int used)
    {
        if (used == _buffer.Length)
        {
            Replace(2 * _buffer.Length, used);
        }
    }

    private void Replace(int size, int used)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    // What comes behind the samples is titles. What was kept of the last block is counted already.
    private void Offer(int count, int from, int kept = 0)
    {
        int taken = (int)Math.Min(count, _left);
        _left -= _left == long.MaxValue ? 0 : taken;
        _ready = _buffer.AsMemory(from, kept + taken);
    }

    private ReadOnlyMemory<byte> WholeSamples()
    {
        ReadOnlyMemory<byte> block = _ready[..(_ready.Length & ~1)];
        if (block.Length < _ready.Length)
        {
            // A sample that was cut in two. The block is still to be read where it lies.
            (_half, _carried) = (_ready.Span[^1], 1);
        }

        _ready = default;
        return block;
    }
}
