using Millrace.Cli.Values;
using Xunit;

namespace Millrace.Cli.Tests.Values;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("python3 chat.py", "python3|chat.py")]
    [InlineData("  python3\tchat.py  --port {port} ", "python3|chat.py|--port|{port}")]
    [InlineData("'my program' \"two words\"", "my program|two words")]
    [InlineData("a --name='x y'z", "a|--name=x yz")]
    [InlineData("a \"say \\\"hi\\\" \\\\ \\n\"", "a|say \"hi\" \\ \\n")]
    [InlineData("a 'it\"s'", "a|it\"s")]
    [InlineData("a '' b", "a||b")]
    [InlineData("my\\ program C:\\bin", "my program|C:\\bin")]
    [InlineData("a '|' x|y", "a|||x|y")]
    [InlineData("sh -c 'a | b && c'", "sh|-c|a | b && c")]
    public void Words_are_cut_at_blanks_outside_quotes(string text, string expected)
    {
        Assert.True(CommandWords.TryParse(text, out IReadOnlyList<string> words, out string? problem), problem);
        Assert.Equal(expected, string.Join('|', words));
    }

    [Theory]
    [InlineData("", "it names no program")]
    [InlineData("   ", "it names no program")]
    [InlineData("'' x", "it names no program")]
    [InlineData("a 'b", "the single quote at position 3 is never closed")]
    [InlineData("a \"b\\\"", "the double quote at position 3 is never closed")]
    [InlineData("a | b", "'|' has no meaning here")]
    [InlineData("a > out", "'>' has no meaning here")]
    [InlineData("a &", "'&' has no meaning here")]
    public void What_is_no_command_is_refused_with_the_reason(string text, string expected)
    {
        Assert.False(CommandWords.TryParse(text, out _, out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
