using System.Runtime.InteropServices;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary>A parsed configuration (<c>cmd_ln_t</c>).</summary>
internal sealed class ConfigHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _ = SphinxNative.FreeConfig(handle);
        return true;
    }
}
