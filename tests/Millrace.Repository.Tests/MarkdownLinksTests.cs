using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests;

public sealed class MarkdownLinksTests
{
    [Fact]
    public async Task Every_link_inside_the_repository_leads_somewhere()
    {
        IReadOnlyList<(string Path, string Text)> pages = await RepositoryFiles.ReadAsync(".md");
        HashSet<string> files = [.. await RepositoryFiles.ListAsync()];
        string? Read(string path) =>
            files.Contains(path) ? File.ReadAllText(RepositoryRoot.Combine(path))
            : files.Any(file => file.StartsWith(path + "/", StringComparison.Ordinal)) ? ""
            : null;

        Assert.Contains(pages, page => page.Path == "README.md");
        Assert.Empty(pages.SelectMany(page => MarkdownLinks.Broken(page.Path, page.Text, Read)));
    }

    [Fact]
    public void A_missing_file_and_a_missing_heading_are_found_and_good_links_are_not()
    {
        const string page = """
            # A page: with `code`
            [up](../README.md) [here](#a-page-with-code) [web](https://example.org/x) `[code](nowhere.md)` [folder](adr/)
            [gone](gone.md) [no heading](../README.md#setup) [heading](../README.md#start-here)
            """;
        string? Read(string path) => path switch { "README.md" => "## Start here\n", "docs/adr" => "", _ => null };

        Assert.Equal(
            ["docs/a.md: the link to gone.md leads nowhere.", "docs/a.md: README.md has no heading for #setup."],
            MarkdownLinks.Broken("docs/a.md", page, Read));
    }
}
