namespace Millrace.Faults;

/// <summary>Reads the file of <c>millrace proxy --config</c>: Toxiproxy's, an array of proxies, each with <c>toxics</c> if it is to have them from the start.</summary>
public static class ProxyConfigFile
{
    /// <summary>The proxies that the file describes. Throws <see cref="FormatException"/>, which says what is wrong where; and what reading a file throws.</summary>
    public static IReadOnlyList<ProxyDefinition> Read(string path) => throw new FormatException($"{path}: not read yet by this build");
}
