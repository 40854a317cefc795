namespace Millrace.Faults;

/// <summary>Reads the file of <c>millrace proxy --config</c>: Toxiproxy's, an array of proxies, each with <c>toxics</c> if it is to have them from the start.</summary>
public static class ProxyConfigFile
{
    /// <summary>The proxies that the file describes. Throws <see cref="FormatException"/>, which says what is wrong where; and what reading a file throws.</summary>
    public static IReadOnlyList<ProxyDefinition> Read(string path)
    {
        FileInfo file = new(path);
        if (file.Exists && file.Length > ProxyApi.MaxBody) { throw new FormatException($"{path} has {file.Length} bytes; {ProxyApi.MaxBody} are allowed"); }
        try
        {
            IReadOnlyList<ProxyDefinition> read = ProxyApi.ReadAll(File.ReadAllBytes(path));
            foreach (ProxyDefinition proxy in read)
            {
                foreach (PathFault fault in proxy.Faults) { _ = FaultEntry.Of(fault, proxy.Scope); }
            }

            return read;
        }
        catch (ProxyApiException e)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }
    }
}
