using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests;

public sealed class SolutionTests
{
    [Fact]
    public async Task Every_project_outside_bench_is_in_the_solution()
    {
        string solution = await File.ReadAllTextAsync(RepositoryRoot.Combine("Millrace.slnx"), TestContext.Current.CancellationToken);
        IReadOnlyList<string> files = await RepositoryFiles.ListAsync();
        string[] projects = [.. files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !file.StartsWith("bench/", StringComparison.Ordinal))];

        Assert.NotEmpty(projects);
        Assert.DoesNotContain(projects, project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_package_has_a_line_in_the_records()
    {
        string versions = await File.ReadAllTextAsync(RepositoryRoot.Combine("Directory.Packages.props"), TestContext.Current.CancellationToken);
        string[] packages = [.. System.Xml.Linq.XDocument.Parse(versions).Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value)];
        string records = string.Concat((await RepositoryFiles.ReadAsync(".md")).Where(page => page.Path.StartsWith("docs/adr/", StringComparison.Ordinal)).Select(page => page.Text));

        Assert.NotEmpty(packages);
        Assert.DoesNotContain(packages, package => !records.Contains($"`{package}`", StringComparison.Ordinal));
    }
}
