using System.Runtime.InteropServices;
using Millrace.Hosting;

namespace Millrace.Speech.Host.Recognition.PocketSphinx;

/// <summary>Whether the library and the model are there, said so that an operator can mend it.</summary>
internal static class SphinxLibrary
{
    private const string Packages = "libpocketsphinx3 and pocketsphinx-en-us of Debian 12 (apt-get install libpocketsphinx3 pocketsphinx-en-us)";

    // One of each library, and those that older versions lack.
    private static readonly (string Library, string Call)[] Needed =
    [
        (SphinxNative.Base, "cmd_ln_parse_r"), (SphinxNative.Base, "cmn_live_set"), (SphinxNative.Base, "err_set_logfp"), (SphinxNative.Sphinx, "ps_start_stream"), (SphinxNative.Sphinx, "ps_get_feat"),
    ];

    /// <summary>What is missing, or null.</summary>
    public static string? Missing(PocketSphinxOptions options)
    {
        foreach ((string library, string call) in Needed)
        {
            // Stays loaded: nothing that a decoder has left behind may lose its code.
            if (!NativeLibrary.TryLoad(library, out nint handle))
            {
                return $"The recogniser pocketsphinx needs the library {library}, which is not here. Install {Packages}, or choose another recogniser.";
            }

            if (!NativeLibrary.TryGetExport(handle, call, out _))
            {
                return $"The library {library} is of another version: it lacks {call}. The recogniser pocketsphinx needs {Packages}.";
            }
        }

        return (File.Exists(Path.Combine(options.AcousticModel, "mdef")), File.Exists(options.Dictionary), File.Exists(options.LanguageModel)) switch
        {
            (false, _, _) => NoFile("acoustic model", options.AcousticModel, "a folder with a file mdef"),
            (_, false, _) => NoFile("dictionary", options.Dictionary, "a file"),
            (_, _, false) => NoFile("language model", options.LanguageModel, "a file"),
            _ => null,
        };
    }

    /// <summary>Throws where something is missing.</summary>
    public static void Check(PocketSphinxOptions options)
    {
        if (Missing(options) is { } missing)
        {
            throw new ServerStartException(missing);
        }
    }

    private static string NoFile(string what, string path, string expected) =>
        $"The {what} of the recogniser pocketsphinx is not at '{path}', where {expected} is expected. Install {Packages}, or name the right place.";
}
