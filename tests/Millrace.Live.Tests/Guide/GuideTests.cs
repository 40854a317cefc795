using System.Text.RegularExpressions;
using Millrace.Live.Tests.Rendering;
using Millrace.Testing;

namespace Millrace.Live.Tests.Guide;

/// <summary>The guide for authors of pages, docs/guide/live.md: what stands there compiles, and does what is said.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public void Every_snippet_in_CSharp_stands_in_a_file_that_is_compiled()
    {
        string guide = File.ReadAllText(RepositoryRoot.Combine("docs", "guide", "live.md"));
        string[] folders = [RepositoryRoot.Combine("tests", "Millrace.Live.Tests", "Guide"), RepositoryRoot.Combine("samples", "Guestbook")];
        string[] sources = [.. folders.SelectMany(folder => Directory.GetFiles(folder, "*.cs")).Select(file => Plain(File.ReadAllText(file)))];
        string[] snippets = [.. Fence().Matches(guide).Select(match => match.Groups[1].Value)];

        Assert.True(snippets.Length > 8);
        Assert.All(snippets, snippet => Assert.True(sources.Any(source => source.Contains(Plain(snippet), StringComparison.Ordinal)), $"No compiled file has this:\n{snippet}"));
    }

    [Fact]
    public void The_counter_counts()
    {
        var screen = new Screen(() => new Counter());
        for (int click = 0; click < 10; click++)
        {
            screen.Click(screen.Document.FirstElement("button"));
            screen.Flush();
        }

        Assert.Equal("CounterCount: 10+1Many", screen.Document.Text(0));
    }

    [Fact]
    public void The_shopping_list_adds_and_strikes_out()
    {
        var screen = new Screen(() => new Shopping());
        screen.Input("what", "Tea");
        screen.Flush();
        screen.Send(buffer => Millrace.Live.Wire.ClientFrames.Submit(buffer, screen.NextEvent(), screen.Document.FirstElement("form"), []));
        screen.Flush();
        Assert.Contains("Tea", screen.Document.Text(screen.Document.FirstElement("ul")), StringComparison.Ordinal);

        uint done = screen.Document.Children(screen.Document.FirstElement("li")).Single(node => screen.Document.Tag(node) == "button");
        screen.Click(done);
        screen.Flush();

        Assert.Equal("", screen.Document.Text(screen.Document.FirstElement("ul")));
    }

    [Fact]
    public void A_computed_value_follows_and_an_effect_sets_the_title()
    {
        var screen = new Screen(() => new Invoice());

        Assert.Equal("Invoice over 119.00", screen.Page.Context.Title);
        Assert.Contains("To pay: 119.00", screen.Document.Text(0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_is_given_what_it_shows_and_keeps_its_place()
    {
        var screen = new Screen(() => new Panel());
        uint badge = screen.Document.FirstWith("class", "badge new");

        screen.Click(screen.Document.FirstElement("button"));
        screen.Flush();

        Assert.Equal("badge", screen.Document.Attribute(badge, "class"));
    }

    [Fact]
    public void Votes_are_seen_by_all()
    {
        var poll = new Poll();
        var first = new Screen(() => new VotesPage(poll));
        var second = new Screen(() => new VotesPage(poll));

        first.Click(first.Document.FirstElement("button"));
        first.Flush();
        second.Flush();

        Assert.Equal("Votes1Vote", second.Document.Text(0));
        Assert.Equal(1, second.Woken);
    }

    [Fact]
    public void What_is_wrong_with_a_form_is_said_beside_its_field()
    {
        var screen = new Screen(() => new Registration());
        uint field = screen.Id("mail");

        Submit(screen, "nobody");
        Assert.Equal("true", screen.Document.Attribute(field, "aria-invalid"));
        Assert.StartsWith("Give an address", screen.Document.Text(screen.Id("problem")), StringComparison.Ordinal);

        Submit(screen, "ada@example.org");
        Assert.Equal("false", screen.Document.Attribute(field, "aria-invalid"));
        Assert.Contains("A letter is on its way to ada@example.org.", screen.Document.Text(0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_button_that_is_disabled_can_be_clicked_by_a_program_and_does_nothing()
    {
        var screen = new Screen(() => new Moderation());

        Assert.Equal(Millrace.Live.Host.Rendering.DispatchOutcome.Handled, screen.Click(screen.Document.FirstElement("button")));
        screen.Flush();

        Assert.EndsWith("Deleted: 0", screen.Document.Text(0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chore_that_is_replaced_is_shown_as_done()
    {
        var screen = new Screen(() => new Chores());
        uint first = screen.Document.FirstElement("li");

        screen.Click(screen.Document.Children(first).Single(node => screen.Document.Tag(node) == "button"));
        screen.Flush();

        Assert.Equal("done", screen.Document.Attribute(first, "class"));
        Assert.StartsWith("1. DishesDone2. Windows", screen.Document.Text(0), StringComparison.Ordinal);
    }

    private static void Submit(Screen screen, string mail)
    {
        screen.Send(buffer => Millrace.Live.Wire.ClientFrames.Submit(buffer, screen.NextEvent(), screen.Document.FirstElement("form"), [new("mail", mail)]));
        screen.Flush();
    }

    // Without indentation, so that a snippet may begin deeper in its file.
    private static string Plain(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
