namespace Millrace.Speech.Host.Recognition.Decoding;

/// <summary>The bounds of a pool of decoders.</summary>
/// <param name="Decoders">Most decoders at work, each with its thread; as many again may have been given up.</param>
/// <param name="MaxWait">How long an utterance waits for one.</param>
/// <param name="MaxWaitingBytes">How much of its audio waits meanwhile.</param>
/// <param name="MaxPause">How long a decoder is held for an utterance of which no more audio comes.</param>
/// <param name="Grace">While others wait for a decoder: how far its speaker may fall behind real time with the next audio before the decoder goes to them.</param>
/// <param name="GiveUpAfter">How long one call into the decoder may take.</param>
internal sealed record DecoderPoolOptions(int Decoders, TimeSpan MaxWait, long MaxWaitingBytes, TimeSpan MaxPause, TimeSpan Grace, TimeSpan GiveUpAfter);
