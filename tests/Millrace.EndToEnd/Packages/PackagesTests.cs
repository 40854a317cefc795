using System.IO.Compression;
using System.Text.RegularExpressions;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Packages;

/// <summary>The packages as a stranger has them: outside of the repository, without a network.</summary>
public sealed class PackagesTests(PackageFolder packages) : IClassFixture<PackageFolder>, IDisposable
{
    private static readonly string[] Libraries =
    [
        "Millrace.Amqp.Client", "Millrace.CommandLine", "Millrace.Engine", "Millrace.Faults", "Millrace.Gateway.Client", "Millrace.Gateway.Wire", "Millrace.Hosting", "Millrace.Live.Host",
        "Millrace.Live.Wire", "Millrace.Reports", "Millrace.Results", "Millrace.Shards", "Millrace.WebSockets",
    ];

    private const string Typed = "dotnet run -c Release -- ";

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Pack_makes_the_tool_and_the_libraries_and_nothing_else()
    {
        ProcessResult packed = await packages.PackedAsync();

        Assert.True(packed.ExitCode == 0, packed.Output + packed.Error);
        string[] made = [.. Directory.GetFiles(packages.Source, "*illrace*.nupkg").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        string version = made.Single(file => file.StartsWith("millrace.", StringComparison.Ordinal))["millrace.".Length..^".nupkg".Length];
        Assert.Equal([.. Libraries.Select(name => $"{name}.{version}.nupkg"), $"millrace.{version}.nupkg"], made);
        Assert.Equal(Libraries.Length, Directory.GetFiles(packages.Source, "*.snupkg").Length);
        foreach (string library in Libraries)
        {
            using ZipArchive content = await ZipFile.OpenReadAsync(Path.Combine(packages.Source, $"{library}.{version}.nupkg"), TestContext.Current.CancellationToken);
            string[] files = [.. content.Entries.Select(entry => entry.FullName)];
            Assert.Contains("README.md", files);
            Assert.Contains($"lib/net10.0/{library}.dll", files);
            Assert.Contains($"lib/net10.0/{library}.xml", files);
        }
    }

    [Fact]
    public async Task Installed_tool_starts_its_own_target_and_drives_it()
    {
        await packages.PackedAsync();
        ProcessResult installed = await packages.DotnetAsync(_folder.Path, "tool", "install", "millrace", "--tool-path", _folder.Combine("tool"));
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Error);
        string millrace = _folder.Combine("tool", OperatingSystem.IsWindows() ? "millrace.exe" : "millrace");

        ProcessResult list = await RunningProcess.RunAsync(millrace, ["list"], PackageFolder.Limit, _folder.Path);
        ProcessResult run = await RunningProcess.RunAsync(
            millrace, ["run", "gateway", "--clients", "5", "--duration", "1s", "--warmup", "200ms", "--proxy", "--out", _folder.Combine("run")], PackageFolder.Limit, _folder.Path);

        Assert.Equal(0, list.ExitCode);
        Assert.Contains("tracker", list.Output, StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        RunFile file = RunFolder.ReadRun(_folder.Combine("run"));
        Assert.Equal(VerdictOutcome.Pass, file.Verdict.Outcome);
        Assert.StartsWith("millrace run gateway ", file.Parameters.CommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_builds_against_the_packages_and_runs()
    {
        await packages.PackedAsync();
        string version = Path.GetFileName(Directory.GetFiles(packages.Source, "Millrace.Engine.*.nupkg").Single())["Millrace.Engine.".Length..^".nupkg".Length];
        string home = _folder.Combine("lines");
        Directory.CreateDirectory(home);
        foreach (string source in Directory.GetFiles(RepositoryRoot.Combine("samples", "LineServer"), "*.cs"))
        {
            File.Copy(source, Path.Combine(home, Path.GetFileName(source)));
        }

        // As `dotnet new console` and `dotnet add package Millrace.CommandLine` leave it: docs/guide/workloads.md.
        await File.WriteAllTextAsync(Path.Combine(home, "lines.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RootNamespace>LineServer</RootNamespace>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Millrace.CommandLine" Version="{version}" />
              </ItemGroup>
            </Project>
            """, TestContext.Current.CancellationToken);
        ProcessResult built = await packages.DotnetAsync(home, "build", "-c", "Release", "-o", Path.Combine(home, "out"), "--nologo");
        Assert.True(built.ExitCode == 0, built.Output + built.Error);

        ProcessResult run = await RunningProcess.RunAsync(
            Path.Combine(home, "out", OperatingSystem.IsWindows() ? "lines.exe" : "lines"), ["run", "lines", "--clients", "5", "--duration", "1s", "--warmup", "200ms", "--proxy", "--out", _folder.Combine("run")],
            PackageFolder.Limit, home);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        RunFile file = RunFolder.ReadRun(_folder.Combine("run"));
        Assert.Equal(["get", "set"], file.Operations.Keys.Where(name => name != "connect").Order(StringComparer.Ordinal));
        Assert.Contains(file.Tables, table => table.Name == "gets");

        // Every line of the guide, as it stands there; a busy machine may miss a threshold or be the limit itself, and nothing else may go wrong.
        string[] lines = [.. (await File.ReadAllLinesAsync(RepositoryRoot.Combine("docs", "guide", "workloads.md"), TestContext.Current.CancellationToken)).Where(line => line.StartsWith(Typed, StringComparison.Ordinal))];
        Assert.True(lines.Length >= 6);
        foreach (string line in lines)
        {
            string[] words = [.. Regex.Matches(line[Typed.Length..], "\"[^\"]*\"|\\S+").Select(word => word.Value.Trim('\"'))];
            string[] brief = words[0] == "run" && !words.Contains("--duration") ? ["--duration", "7s"] : [];
            ProcessResult result = await RunningProcess.RunAsync(Path.Combine(home, "out", OperatingSystem.IsWindows() ? "lines.exe" : "lines"), [.. words, .. brief], PackageFolder.Limit, home);
            Assert.True(result.ExitCode is 0 or 1 or 4, line + "\n" + result.Output + result.Error);
        }
    }

    public void Dispose() => _folder.Dispose();
}
