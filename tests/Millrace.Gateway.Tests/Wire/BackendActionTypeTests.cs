using Millrace.Gateway.Wire;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Wire;

public sealed class BackendActionTypeTests
{
    private readonly BackendAction _action = new();

    public static TheoryData<string> Lines => new(BackendLines.All);

    public static TheoryData<string, string, string> Fields => new(BackendLines.Fields);

    [Theory, MemberData(nameof(Lines))]
    public void Right_line_is_read(string line)
    {
        Assert.True(BackendActionParser.TryParse(line.Utf8(), _action, out string problem), problem);
        Assert.NotEqual(BackendActionKind.Unknown, _action.Kind);
        Assert.Equal("", problem);
    }

    [Theory, MemberData(nameof(Fields))]
    public void Field_of_the_wrong_type_is_refused_with_its_name_and_place(string line, string path, string types)
    {
        // An empty object in place of one whose fields are needed is another test's.
        foreach ((string type, string value) in JsonSwap.Values.Where(value => value.Key != "object" || types != "object!"))
        {
            byte[] swapped = JsonSwap.With(line, path, value);
            bool isRight = types.Contains(type, StringComparison.Ordinal);

            Assert.True(isRight == BackendActionParser.TryParse(swapped, _action, out string problem), $"{path} as {type}: {problem}");
            if (!isRight)
            {
                Assert.StartsWith("byte ", problem, StringComparison.Ordinal);
                Assert.Contains(path, problem, StringComparison.Ordinal);
                Assert.Contains("expected", problem, StringComparison.Ordinal);
                int at = int.Parse(problem.AsSpan()[5..problem.IndexOf(':', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
                Assert.Contains(value.Trim('"')[..1], ((char)swapped[at]).ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory, MemberData(nameof(Fields))]
    public void Missing_field_is_refused_only_where_it_is_needed(string line, string path, string types)
    {
        bool isRight = !types.EndsWith('!');

        Assert.True(isRight == BackendActionParser.TryParse(JsonSwap.Without(line, path), _action, out string problem), $"{path}: {problem}");
        if (!isRight)
        {
            Assert.StartsWith($"{path} is missing, expected ", problem, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Lines))]
    public void Every_truncation_is_refused(string line)
    {
        foreach (byte[] start in Garbage.Truncations(line.Utf8()))
        {
            Assert.False(BackendActionParser.TryParse(start, _action, out string problem));
            Assert.NotEqual("", problem);
            Assert.True(_action.RequestId is "" or "q1" or "heartbeat");
        }
    }

    [Theory, MemberData(nameof(Lines))]
    public void Mutated_line_is_read_or_refused_but_never_throws(string line)
    {
        int refused = 0;
        foreach (byte[] wrong in Garbage.Mutations(line.Utf8(), seed: 20, count: 3000))
        {
            bool isRight = BackendActionParser.TryParse(wrong, _action, out string problem);
            Assert.Equal(isRight, problem.Length == 0);
            refused += isRight ? 0 : 1;
        }

        Assert.InRange(refused, 1000, 2999);
    }

    [Fact]
    public void Nonsense_is_refused_and_never_throws()
    {
        foreach (byte[] nonsense in Garbage.Bytes(seed: 21, count: 20_000, maxLength: 64))
        {
            Assert.False(BackendActionParser.TryParse(nonsense, _action, out string problem));
            Assert.NotEqual("", problem);
        }
    }
}
