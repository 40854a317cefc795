using System.Runtime.InteropServices;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary><c>cmn_t</c> of <c>sphinxbase/cmn.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SphinxMean
{
    public float* Mean;
    public float* Variance;
    public float* Sum;
    public int Frames;
    public int Length;
}
