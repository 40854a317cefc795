using System.Xml.Linq;
using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests;

/// <summary>What is packed has what a package needs. What packing makes of it, Millrace.EndToEnd looks at.</summary>
public sealed class PackageTests
{
    // A new package is a promise to people who link it: it is a line here.
    private static readonly string[] Packed =
    [
        "src/Millrace.Cli", "src/Millrace.CommandLine", "src/Millrace.Engine", "src/Millrace.Faults", "src/Millrace.Hosting", "src/Millrace.Reports", "src/Millrace.Results", "src/Millrace.Shards",
        "src/Millrace.WebSockets", "systems/Amqp/Client", "systems/Gateway/Client", "systems/Gateway/Wire", "systems/Live/Host", "systems/Live/Wire",
    ];

    [Fact]
    public async Task What_is_packed_is_listed_here_and_has_a_description_and_a_page()
    {
        IReadOnlyList<(string Folder, XDocument Project)> projects = await ProjectsAsync();
        string[] described = [.. projects.Where(each => Has(each.Project, "Description")).Select(each => each.Folder).Order(StringComparer.Ordinal)];

        Assert.Equal(Packed, described);
        Assert.All(Packed, folder => Assert.True(File.Exists(RepositoryRoot.Combine(folder, "README.md")), $"{folder} has no README.md, which its package shows"));
    }

    [Fact]
    public async Task A_library_that_is_packed_stands_on_packages_alone()
    {
        IReadOnlyList<(string Folder, XDocument Project)> projects = await ProjectsAsync();

        // The program is one package with all that it needs inside.
        foreach ((string folder, XDocument project) in projects.Where(each => Packed.Contains(each.Folder) && each.Folder != "src/Millrace.Cli"))
        {
            string[] below = [.. project.Descendants("ProjectReference").Select(reference => Path.GetDirectoryName(Path.GetRelativePath(RepositoryRoot.Path, RepositoryRoot.Combine(folder, reference.Attribute("Include")!.Value)))!)];

            Assert.Empty(below.Except(Packed));
        }
    }

    [Fact]
    public async Task The_version_stands_in_one_place()
    {
        IReadOnlyList<(string Folder, XDocument Project)> projects = await ProjectsAsync();

        Assert.DoesNotContain(projects, each => Has(each.Project, "Version") || Has(each.Project, "PackageVersion") || Has(each.Project, "VersionPrefix"));
    }

    private static bool Has(XDocument project, string property) => project.Descendants(property).Any();

    private static async Task<IReadOnlyList<(string Folder, XDocument Project)>> ProjectsAsync() =>
        [.. (await RepositoryFiles.ReadAsync(".csproj")).Select(file => (Path.GetDirectoryName(file.Path)!, XDocument.Parse(file.Text)))];
}
