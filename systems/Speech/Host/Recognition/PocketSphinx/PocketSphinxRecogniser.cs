using Microsoft.Extensions.Logging;
using Millrace.Speech.Host.Recognition.Decoding;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary>Transcribes with Debian's native pocketsphinx and its model of American English.</summary>
internal sealed class PocketSphinxRecogniser : IRecogniser
{
    /// <summary>The only rate that the model knows.</summary>
    public const int SampleRate = 16_000;

    private const int BytesPerSecond = SampleRate * 2;

    /// <summary>More than a network's usual jitter, and little beside the wait for a decoder.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);

    private readonly PocketSphinxOptions _options;
    private readonly TimeProvider _time;
    private readonly DecoderPool _pool;

    public PocketSphinxRecogniser(PocketSphinxOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time) = (options, time);
        var pool = new DecoderPoolOptions(
            options.Decoders > 0 ? options.Decoders : Environment.ProcessorCount,
            options.MaxWait,
            (long)(options.MaxWaitingAudio.TotalSeconds * BytesPerSecond),
            options.MaxPause,
            Grace,
            options.GiveUpAfter);
        _pool = new DecoderPool(pool, () => new SphinxDecoder(options), time, log);
    }

    public string Name => "pocketsphinx";

    public bool NeedsAudio => true;

    public TimeSpan LookBack => _options.LookBack;

    public bool IsReady => _pool.IsReady;

    public string Summary => _pool.Summary;

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        SphinxLibrary.Check(_options);
        await _pool.StartAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public IRecognition Open(RecognitionSettings settings) => new PooledRecognition(_pool, _time);

    public ValueTask DisposeAsync() => _pool.DisposeAsync();
}
