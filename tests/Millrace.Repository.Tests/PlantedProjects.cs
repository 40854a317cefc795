using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests;

/// <summary>
/// A little house of projects under the real eng/roles.targets, some of which break its rules, built once for all tests:
/// each test then looks for the words that the build found for one of them.
/// </summary>
public sealed class PlantedProjects : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _projects = [];

    /// <summary>The build's errors, one line each.</summary>
    public IReadOnlyList<string> Errors { get; private set; } = [];

    /// <summary>Plants and builds.</summary>
    public async ValueTask InitializeAsync()
    {
        _folder.Write("Directory.Build.props", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><Role /></PropertyGroup></Project>");
        _folder.Write("Directory.Build.targets", $"""<Project><Import Project="{RepositoryRoot.Combine("eng", "roles.targets")}" /></Project>""");

        string shards = Plant("src/Shards", "Shards", "Shards");
        string results = Plant("src/Results", "Results", "Results");
        string engine = Plant("src/Engine", "Engine", "Engine", shards, results);
        string alphaWire = Plant("systems/Alpha/Wire", "Millrace.Alpha.Wire", "System.Wire");
        string betaWire = Plant("systems/Beta/Wire", "Millrace.Beta.Wire", "System.Wire");
        string alphaHost = Plant("systems/Alpha/Host", "Millrace.Alpha.Host", "System.Host", alphaWire, shards);
        string alphaLoad = Plant("systems/Alpha/Load", "Millrace.Alpha.Load", "System.Load", alphaWire, engine);
        string alphaClient = Plant("systems/Alpha/Client", "Millrace.Alpha.Client", "System.Client", alphaWire);
        Plant("samples/Chat", "Chat", "Sample", alphaClient, alphaHost);
        Plant("src/Cli", "Cli", "Cli", alphaHost, alphaLoad, betaWire);

        Plant("bad/DirectHost", "Millrace.Direct.Host", "System.Host", engine);
        string leakyWire = Plant("bad/LeakyWire", "Millrace.Transitive.Wire", "System.Wire", engine);
        Plant("bad/TransitiveHost", "Millrace.Transitive.Host", "System.Host", shards, leakyWire);
        Plant("bad/LoadSeesHost", "Millrace.Alpha.Load", "System.Load", alphaHost);
        Plant("bad/SampleSeesLoad", "NosySample", "Sample", alphaClient, alphaLoad);
        Plant("bad/CrossSystem", "Millrace.Gamma.Load", "System.Load", engine, betaWire);
        Plant("bad/NoRole", "NoRole", null);
        Plant("bad/UnknownRole", "UnknownRole", "Shard");
        Plant("bad/NoSystem", "NoSystem", "System.Wire");

        _folder.Write("all.proj", $"""
            <Project>
              <ItemGroup><Planted Include="{string.Join(';', _projects)}" /></ItemGroup>
              <Target Name="All">
                <MSBuild Projects="@(Planted)" Targets="Restore" Properties="MSBuildRestoreSessionId=planted" />
                <MSBuild Projects="@(Planted)" Targets="CheckRoles" ContinueOnError="ErrorAndContinue" />
              </Target>
            </Project>
            """);
        ProcessResult build = await RunningProcess.RunAsync(
            "dotnet",
            ["msbuild", "all.proj", "-t:All", "-nologo", "-v:minimal", "-nodeReuse:false", "-m:1"],
            TimeSpan.FromMinutes(5),
            _folder.Path,
            new Dictionary<string, string?> { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["Role"] = "Cli" });
        Errors = [.. build.Output.Split('\n').Where(line => line.Contains("error MILL", StringComparison.Ordinal)).Distinct()];
        Assert.True(Errors.Count > 0 && build.ExitCode == 1, build.Output + build.Error);
    }

    /// <summary>Removes all of it.</summary>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Plant(string folder, string name, string? role, params string[] references)
    {
        string roleLine = role is null ? "" : $"<PropertyGroup><Role>{role}</Role></PropertyGroup>";
        string path = _folder.Write($"{folder}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              {roleLine}
              <ItemGroup>{string.Concat(references.Select(reference => $"""<ProjectReference Include="{reference}" />"""))}</ItemGroup>
            </Project>
            """);
        _projects.Add(path);
        return path;
    }
}
