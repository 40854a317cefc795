using System.Reflection;
using System.Text.RegularExpressions;
using Millrace.Speech.Wire;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Wire;

public sealed class ProtocolTableTests
{
    private static readonly string s_protocol = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "systems", "Speech", "Wire", "PROTOCOL.md"));

    [Fact]
    public void The_document_has_every_code_and_no_other() =>
        Assert.Equal(SpeechCodes.All.Order(), Regex.Matches(s_protocol, "`([A-Z]+(?:_[A-Z]+)+)`").Select(match => match.Groups[1].Value).Distinct().Order());

    [Fact]
    public void All_codes_are_in_the_list() =>
        Assert.Equal(typeof(SpeechCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order(), SpeechCodes.All.Order());

    [Fact]
    public void The_document_has_every_reason() =>
        Assert.All(typeof(SpeechReasons).GetFields(BindingFlags.Public | BindingFlags.Static), field => Assert.Contains($"`{field.GetRawConstantValue()}`", s_protocol, StringComparison.Ordinal));

    [Fact]
    public void The_document_has_every_type_of_message()
    {
        foreach (string type in new[] { "audio", "stop", "KeepAlive", "Finalize", "CloseStream", "session_start", "partial", "final", "warning", "session_end", "error" })
        {
            Assert.Contains($"{{\"type\":\"{type}\"", s_protocol, StringComparison.Ordinal);
        }
    }
}
