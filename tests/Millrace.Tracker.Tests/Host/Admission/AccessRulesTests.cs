using Millrace.Hosting;
using Millrace.Testing;
using Millrace.Tracker.Host;
using Millrace.Tracker.Host.Admission;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Admission;

public sealed class AccessRulesTests : IDisposable
{
    private static readonly InfoHash s_a = new(1, 2, 3);
    private static readonly InfoHash s_b = new(4, 5, 6);

    private readonly TempFolder _folder = new();
    private readonly LogInTest _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_lists_everything_is_served_to_everybody()
    {
        AccessRules rules = Start(new TrackerOptions());

        Assert.True(rules.Serves(s_a));
        Assert.False(rules.IsPrivate);
        Assert.Empty(rules.Files);
    }

    [Fact]
    public void An_allow_list_lets_in_what_it_names_and_a_deny_list_keeps_out_what_it_names_even_so()
    {
        AccessRules rules = Start(new TrackerOptions { AllowList = _folder.Write("allow", $"{s_a}\n{s_b}"), DenyList = _folder.Write("deny", $"{s_b}") });

        Assert.True(rules.Serves(s_a));
        Assert.False(rules.Serves(s_b));
        Assert.False(rules.Serves(new InfoHash(7, 8, 9)));
    }

    [Theory]
    [InlineData("# none yet\n", 2221, "is empty: no swarm is served.")]
    [InlineData(null, 2222, "There is no allow list at")]
    public void An_empty_or_missing_allow_list_blocks_all_and_says_so(string? text, int id, string said)
    {
        AccessRules rules = Start(new TrackerOptions { AllowList = text is null ? _folder.Combine("none") : _folder.Write("allow", text) });

        Assert.False(rules.Serves(s_a));
        Assert.Equal(1, _log.Count(id));
        Assert.Contains(_log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void A_broken_line_is_named_by_file_and_number_and_the_rest_counts()
    {
        string path = _folder.Write("allow", $"{s_a}\nnonsense\n");
        AccessRules rules = Start(new TrackerOptions { AllowList = path });

        Assert.True(rules.Serves(s_a));
        Assert.Contains($"Warning 2223 A line of the allow list is left out. {path}:2: 'nonsense' is no info hash: write 40 hexadecimal digits.", _log.Lines);
    }

    [Fact]
    public void A_changed_list_counts_once_it_has_been_looked_at_and_an_unchanged_one_is_not_read()
    {
        string path = _folder.Write("allow", $"{s_a}");
        AccessRules rules = Start(new TrackerOptions { AllowList = path });
        rules.Files[0].ReloadIfChanged();
        Assert.Equal(1, _log.Count(2220));

        _folder.Write("allow", $"{s_a}\n{s_b}\n");
        Assert.False(rules.Serves(s_b));
        LookTwice(rules);
        Assert.True(rules.Serves(s_b));

        File.Delete(path);
        LookTwice(rules);
        Assert.False(rules.Serves(s_a));
        Assert.Equal(1, _log.Count(2222));

        _folder.Write("allow", $"{s_b}");
        LookTwice(rules);
        Assert.True(rules.Serves(s_b));
    }

    [Fact]
    public void A_list_that_is_still_being_written_is_not_read_until_it_stands()
    {
        string path = _folder.Write("allow", $"{s_a}");
        AccessRules rules = Start(new TrackerOptions { AllowList = path });
        File.WriteAllText(path, "");
        rules.Files[0].ReloadIfChanged();
        File.WriteAllText(path, $"{s_b}\n# more");
        rules.Files[0].ReloadIfChanged();
        Assert.True(rules.Serves(s_a));
        Assert.False(rules.Serves(s_b));

        rules.Files[0].ReloadIfChanged();
        Assert.True(rules.Serves(s_b));
        Assert.False(rules.Serves(s_a));
        Assert.Equal(2, _log.Count(2220));
    }

    [Fact]
    public void What_the_operator_asks_for_is_read_at_once()
    {
        AccessRules rules = Start(new TrackerOptions { AllowList = _folder.Write("allow", $"{s_a}") });
        _folder.Write("allow", $"{s_a}\n{s_b}\n");
        rules.Files[0].Reload();

        Assert.True(rules.Serves(s_b));
    }

    [Fact]
    public void A_list_that_cannot_be_read_again_stays_as_it_was_and_the_log_says_why()
    {
        string path = _folder.Write("allow", $"{s_a}");
        AccessRules rules = Start(new TrackerOptions { AllowList = path });
        File.Delete(path);
        Directory.CreateDirectory(path);
        LookTwice(rules);

        Assert.True(rules.Serves(s_a));
        Assert.Contains(_log.Lines, line => line.StartsWith($"Error 2225 The allow list '{path}' cannot be read, so the one that was read before stays:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_that_cannot_be_read_at_the_start_ends_it()
    {
        string path = _folder.Combine("folder");
        Directory.CreateDirectory(path);
        ServerStartException e = Assert.Throws<ServerStartException>(() => Start(new TrackerOptions { DenyList = path }));

        Assert.StartsWith($"The deny list '{path}' cannot be read:", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Passkeys_make_it_private()
    {
        AccessRules rules = Start(new TrackerOptions { PasskeyFile = _folder.Write("keys", "key-of-ann") });

        Assert.True(rules.IsPrivate);
        Assert.True(rules.Knows("key-of-ann"u8));
        Assert.False(rules.Knows("key-of-bob"u8));
    }

    private static void LookTwice(AccessRules rules)
    {
        rules.Files[0].ReloadIfChanged();
        rules.Files[0].ReloadIfChanged();
    }

    private AccessRules Start(TrackerOptions options)
    {
        AccessRules rules = new(options, _log);
        rules.Start();
        return rules;
    }
}
