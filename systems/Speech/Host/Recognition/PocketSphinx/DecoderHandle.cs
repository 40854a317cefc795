using System.Runtime.InteropServices;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary>A decoder with its model (<c>ps_decoder_t</c>), some 90 MB.</summary>
internal sealed class DecoderHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _ = SphinxNative.FreeDecoder(handle);
        return true;
    }
}
