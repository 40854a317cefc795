using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Scenarios;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Scenarios;

/// <summary>Whatever stands in a file: it is a scenario, or each complaint names a line of it.</summary>
public sealed class ScenarioFuzzTests
{
    private static readonly string Whole = File.ReadAllText(RepositoryRoot.Combine("docs", "examples", "everything.yaml")).ReplaceLineEndings("\n");
    private readonly RunKnobs _knobs = new();
    private readonly Composition _composition = FakeLab.Composition() with { Systems = Composition.Real.Systems };
    private readonly ParseResult _parsed;

    public ScenarioFuzzTests()
    {
        var command = new Command("run");
        foreach (Option option in _knobs.All)
        {
            command.Add(option);
        }

        _parsed = command.Parse([]);
    }

    [Fact]
    public void The_file_that_is_broken_here_is_whole() => Assert.True(Holds(Whole));

    [Fact]
    public void A_file_cut_anywhere_is_read_or_complained_about()
    {
        for (int length = 0; length < Whole.Length; length++)
        {
            Holds(Whole[..length]);
        }
    }

    [Fact]
    public void A_file_with_changed_characters_is_read_or_complained_about()
    {
        var random = new Random(20261122);
        const string Odd = "\t\n :-{}[]&*!|>'\"%@`#,?~<=\0\uFEFF\u2028é5a";
        for (int i = 0; i < 1500; i++)
        {
            char[] text = Whole.ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                text[random.Next(text.Length)] = Odd[random.Next(Odd.Length)];
            }

            Holds(new string(text));
        }
    }

    [Fact]
    public void A_file_with_lines_out_of_their_order_is_read_or_complained_about()
    {
        var random = new Random(8);
        for (int i = 0; i < 300; i++)
        {
            string[] lines = Whole.Split('\n');
            random.Shuffle(lines);
            Holds(string.Join('\n', lines.Take(random.Next(lines.Length))));
        }
    }

    [Fact]
    public void Aliases_of_aliases_are_bounded()
    {
        string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{(char)('a' + i)}: &{(char)('a' + i)} [{string.Join(',', Enumerable.Repeat("*" + (char)('a' + i - 1), 10))}]\n"));

        Assert.False(Holds(bomb));
        Assert.False(Holds(new string('[', 100_000)));
        Assert.False(Holds(string.Concat(Enumerable.Repeat("a: {", 50_000))));
    }

    private bool Holds(string text)
    {
        try
        {
            FileRequest.Read(_parsed, "x.yaml", text, _knobs, _composition, "");
            return true;
        }
        catch (ComplaintException refused)
        {
            Assert.NotEmpty(refused.Complaints);
            Assert.All(refused.Complaints, complaint => Assert.Matches(@"^x\.yaml:[1-9]\d*:[1-9]\d*: .", complaint.What));
            Assert.All(refused.Complaints, complaint => Assert.True(complaint.Exit == ExitCode.Usage && complaint.Do.Length > 0, complaint.What));
            return false;
        }
    }
}
