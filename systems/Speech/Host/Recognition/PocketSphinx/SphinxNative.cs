using System.Runtime.InteropServices;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary>
/// The calls of pocketsphinx 0.8+5prealpha, as Debian 12 has it (<c>pocketsphinx.h</c>, <c>cmd_ln.h</c>, <c>cmn.h</c>, <c>err.h</c> of <c>libpocketsphinx-dev</c> and <c>libsphinxbase-dev</c>).
/// </summary>
internal static unsafe partial class SphinxNative
{
    public const string Sphinx = "libpocketsphinx.so.3";
    public const string Base = "libsphinxbase.so.3";

    /// <summary>CMN_BATCH of <c>cmn.h</c>: the mean of the whole utterance is taken off.</summary>
    public const int BatchMean = 1;

    /// <summary>CMN_LIVE of <c>cmn.h</c>: the mean of what was heard before is taken off.</summary>
    public const int LiveMean = 2;

    [LibraryImport(Sphinx, EntryPoint = "ps_args")]
    public static partial nint Args();

    [LibraryImport(Base, EntryPoint = "cmd_ln_parse_r")]
    public static partial ConfigHandle Parse(nint inOut, nint definitions, int count, byte** arguments, int strict);

    [LibraryImport(Base, EntryPoint = "cmd_ln_free_r")]
    public static partial int FreeConfig(nint config);

    [LibraryImport(Sphinx, EntryPoint = "ps_init")]
    public static partial DecoderHandle Init(ConfigHandle config);

    [LibraryImport(Sphinx, EntryPoint = "ps_free")]
    public static partial int FreeDecoder(nint decoder);

    [LibraryImport(Sphinx, EntryPoint = "ps_start_stream")]
    public static partial int StartStream(DecoderHandle decoder);

    [LibraryImport(Sphinx, EntryPoint = "ps_start_utt")]
    public static partial int StartUtterance(DecoderHandle decoder);

    [LibraryImport(Sphinx, EntryPoint = "ps_process_raw")]
    public static partial int Process(DecoderHandle decoder, byte* samples, nuint count, int noSearch, int wholeUtterance);

    [LibraryImport(Sphinx, EntryPoint = "ps_end_utt")]
    public static partial int EndUtterance(DecoderHandle decoder);

    [LibraryImport(Sphinx, EntryPoint = "ps_get_hyp")]
    public static partial byte* Hypothesis(DecoderHandle decoder, int* score);

    [LibraryImport(Sphinx, EntryPoint = "ps_seg_iter")]
    public static partial nint FirstSegment(DecoderHandle decoder);

    /// <summary>The next segment; frees the iterator and gives null at the end.</summary>
    [LibraryImport(Sphinx, EntryPoint = "ps_seg_next")]
    public static partial nint NextSegment(nint segment);

    [LibraryImport(Sphinx, EntryPoint = "ps_seg_word")]
    public static partial byte* SegmentWord(nint segment);

    [LibraryImport(Sphinx, EntryPoint = "ps_seg_frames")]
    public static partial void SegmentFrames(nint segment, int* first, int* last);

    [LibraryImport(Sphinx, EntryPoint = "ps_seg_free")]
    public static partial void FreeSegment(nint segment);

    [LibraryImport(Sphinx, EntryPoint = "ps_get_feat")]
    public static partial SphinxFeatures* Features(DecoderHandle decoder);

    [LibraryImport(Base, EntryPoint = "cmn_live_set")]
    public static partial void SetLiveMean(SphinxMean* mean, float* values);

    [LibraryImport(Base, EntryPoint = "cmn_live_get")]
    public static partial void GetLiveMean(SphinxMean* mean, float* values);

    /// <summary>Where this thread's messages go; null for nowhere.</summary>
    [LibraryImport(Base, EntryPoint = "err_set_logfp")]
    public static partial void SetLogFile(nint file);
}
