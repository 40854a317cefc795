using System.Runtime.InteropServices;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary>The beginning of <c>feat_t</c>, which <c>sphinxbase/feat.h</c> makes public, up to the last field that is used here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SphinxFeatures
{
    public int References;
    public nint Name;
    public int CepstrumSize;
    public int Streams;
    public nint StreamLengths;
    public int WindowSize;
    public int SubVectors;
    public nint SubVectorLengths;
    public nint SubVectorSpecification;
    public nint SubVectorBuffer;
    public int SubVectorSize;

    /// <summary>How the mean is taken off; the library itself turns it to live where audio comes in parts, and does not turn it back.</summary>
    public int MeanKind;

    public int NormaliseVariance;
    public int GainKind;
    public nint Compute;
    public SphinxMean* Mean;
}
