using System.Text.Json;
using Millrace.Testing;

namespace Millrace.EndToEnd.Packages;

/// <summary>Everything packed once, as these tests were built, in a folder from which packages can be restored without a network.</summary>
public sealed class PackageFolder : IDisposable
{
    // Generous: packing evaluates every project of the solution, perhaps on a machine that is busy with everything else.
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    // The servers that dotnet leaves running would hold the pipes that we wait for.
    private static readonly Dictionary<string, string?> _alone = new(StringComparer.Ordinal) { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" };

    private readonly TempFolder _folder = new();
    private readonly Lazy<Task<ProcessResult>> _packing;

    public PackageFolder() => _packing = new(PackAsync);

    /// <summary>Where the packages are, those of others that ours stand on among them.</summary>
    public string Source => _folder.Combine("source");

    /// <summary>Runs `dotnet` as somebody would who has our packages and nothing else: no sources but ours, no packages that were restored before.</summary>
    public Task<ProcessResult> DotnetAsync(string folder, params string[] arguments)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{Source}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
              <config><add key="globalPackagesFolder" value="{_folder.Combine("restored")}" /></config>
            </configuration>
            """);

        return RunningProcess.RunAsync("dotnet", arguments, Limit, folder, new Dictionary<string, string?>(_alone) { ["NUGET_PACKAGES"] = _folder.Combine("restored") });
    }

    /// <summary>Packs, the first time.</summary>
    public Task<ProcessResult> PackedAsync() => _packing.Value;

    public void Dispose() => _folder.Dispose();

    private async Task<ProcessResult> PackAsync()
    {
        string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)) == "release" ? "Release" : "Debug";
        ProcessResult result = await RunningProcess.RunAsync(
            "dotnet", ["pack", RepositoryRoot.Combine("Millrace.slnx"), "-c", configuration, "--no-build", "-o", Source, "--nologo"], Limit, RepositoryRoot.Path, _alone);
        foreach (string package in OfOthers())
        {
            File.Copy(package, Path.Combine(Source, Path.GetFileName(package)), overwrite: true);
        }

        return result;
    }

    // What the build itself restored: the file from which each was unpacked lies beside it.
    private static IEnumerable<string> OfOthers()
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Combine("artifacts", "obj", "Millrace.Cli", "project.assets.json")));
        string[] roots = [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        foreach (JsonProperty library in assets.RootElement.GetProperty("libraries").EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "package"))
        {
            string path = library.Value.GetProperty("path").GetString()!;
            string file = path.Replace('/', '.') + ".nupkg";
            yield return roots.Select(root => Path.Combine(root, path, file)).First(File.Exists);
        }
    }
}
