using System.Runtime.InteropServices;
using Millrace.Hosting;
using Millrace.Speech.Host.Recognition.Decoding;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary>
/// A decoder of pocketsphinx. Audio is decoded as it comes, with the cepstral mean of what the session said before (its first utterance: the model's own); at the end, where the utterance is not too long,
/// once more as a whole, with its own mean, as the library's batch tool does.
/// </summary>
internal sealed unsafe class SphinxDecoder : IDecoder
{
    private const int FrameMs = 10;
    private const int BytesPerFrame = 320;

    /// <summary>The weight in frames that the library itself gives a mean that it starts from (CMN_WIN).</summary>
    private const int MostFrames = 500;

    private readonly DecoderHandle _decoder;
    private readonly SphinxFeatures* _features;
    private readonly float[] _firstMean;
    private readonly int _maxSecondBytes;
    private byte[] _audio = new byte[64 * 1024];
    private int _bytes;
    private bool _isOpen;
    private Speaker? _speaker;

    public SphinxDecoder(PocketSphinxOptions options)
    {
        // Per thread in this library; a decoder lives on one.
        SphinxNative.SetLogFile(0);
        _decoder = Init(options);
        _maxSecondBytes = (int)(options.SecondPass.TotalMilliseconds * BytesPerFrame / FrameMs);
        _features = SphinxNative.Features(_decoder);
        _firstMean = new float[_features->CepstrumSize];
        if (_features->Mean is null || _features->Mean->Length != _firstMean.Length || _firstMean.Length is 0 or > 256)
        {
            _decoder.Dispose();
            throw new ServerStartException("The libraries of pocketsphinx are of another version than this program was written for (0.8+5prealpha of Debian 12).");
        }

        GetMean(_firstMean);
    }

    public void Begin(Speaker speaker)
    {
        _speaker = speaker;
        _bytes = 0;
        _features->MeanKind = SphinxNative.LiveMean;
        fixed (float* mean = speaker.Mean ?? _firstMean)
        {
            SphinxNative.SetLiveMean(_features->Mean, mean);
        }

        Start();
    }

    public void Feed(ReadOnlySpan<byte> audio)
    {
        Process(audio, isWhole: false);
        Keep(audio);
    }

    public string Partial() => Marshal.PtrToStringUTF8((nint)SphinxNative.Hypothesis(_decoder, null)) ?? "";

    public Recognised End(long startMs, bool isWanted)
    {
        Stop();
        if (!isWanted)
        {
            return Recognised.Nothing;
        }

        bool isSecond = _bytes >= BytesPerFrame && _bytes <= _maxSecondBytes;
        if (isSecond)
        {
            _features->MeanKind = SphinxNative.BatchMean;
            Start();
            Process(_audio.AsSpan(0, _bytes), isWhole: true);
            Stop();
        }

        Learn(isSecond);
        return SphinxWords.Read(_decoder, startMs, FrameMs);
    }

    public void Dispose()
    {
        if (_isOpen)
        {
            _ = SphinxNative.EndUtterance(_decoder);
        }

        _decoder.Dispose();
    }

    private static DecoderHandle Init(PocketSphinxOptions options)
    {
        // -remove_silence no: where speech begins and ends is judged before, and frames that vanish would shift the times of the words.
        string[] arguments = ["millrace", "-hmm", options.AcousticModel, "-dict", options.Dictionary, "-lm", options.LanguageModel, "-remove_silence", "no", "-cmn", "live"];
        nint[] texts = [.. arguments.Select(Marshal.StringToCoTaskMemUTF8)];
        try
        {
            fixed (nint* first = texts)
            {
                using ConfigHandle config = SphinxNative.Parse(0, SphinxNative.Args(), texts.Length, (byte**)first, strict: 1);
                DecoderHandle? decoder = config.IsInvalid ? null : SphinxNative.Init(config);
                return decoder is { IsInvalid: false }
                    ? decoder
                    : throw new ServerStartException(
                        $"pocketsphinx cannot load its model. To see why: pocketsphinx_continuous -hmm {options.AcousticModel} -dict {options.Dictionary} -lm {options.LanguageModel} -infile /dev/null");
            }
        }
        finally
        {
            Array.ForEach(texts, Marshal.FreeCoTaskMem);
        }
    }

    private void Start()
    {
        // The stream anew for each utterance: the estimate of the noise belongs to one microphone.
        Check(SphinxNative.StartStream(_decoder), "ps_start_stream");
        Check(SphinxNative.StartUtterance(_decoder), "ps_start_utt");
        _isOpen = true;
    }

    private void Stop()
    {
        _isOpen = false;
        Check(SphinxNative.EndUtterance(_decoder), "ps_end_utt");
    }

    private void Process(ReadOnlySpan<byte> audio, bool isWhole)
    {
        fixed (byte* samples = audio)
        {
            Check(SphinxNative.Process(_decoder, samples, (nuint)audio.Length / 2, noSearch: 0, isWhole ? 1 : 0), "ps_process_raw");
        }
    }

    private void Keep(ReadOnlySpan<byte> audio)
    {
        if (_bytes > _maxSecondBytes)
        {
            return;
        }

        if (_bytes + audio.Length > _audio.Length)
        {
            Array.Resize(ref _audio, Math.Min(Math.Max(_audio.Length * 2, _bytes + audio.Length), _maxSecondBytes + audio.Length));
        }

        audio.CopyTo(_audio.AsSpan(_bytes));
        _bytes += audio.Length;
    }

    /// <summary>Takes the utterance's mean into the session's, each by its frames. The live mean is the library's own mixture already.</summary>
    private void Learn(bool isOfUtterance)
    {
        float[] heard = new float[_firstMean.Length];
        GetMean(heard);
        if (isOfUtterance && _speaker!.Mean is { } known)
        {
            int frames = _bytes / BytesPerFrame;
            for (int i = 0; i < heard.Length; i++)
            {
                heard[i] = ((known[i] * _speaker.Frames) + (heard[i] * frames)) / (_speaker.Frames + frames);
            }
        }

        _speaker!.Mean = heard;
        _speaker.Frames = Math.Min(_speaker.Frames + (_bytes / BytesPerFrame), MostFrames);
    }

    private void GetMean(float[] into)
    {
        fixed (float* values = into)
        {
            SphinxNative.GetLiveMean(_features->Mean, values);
        }
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"{call} of pocketsphinx failed.");
        }
    }
}
