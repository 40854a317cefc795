using Millrace.Live.Host.Security;
using Millrace.Testing;

namespace Millrace.Live.Tests.Security;

public sealed class SessionTokenTests
{
    private readonly FakeTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SessionToken _tokens;

    public SessionTokenTests() => _tokens = new SessionToken(SigningKey.New(), _time);

    [Fact]
    public void A_token_names_its_session_and_its_age()
    {
        SessionId id = SessionId.New();
        string token = _tokens.Issue(id, "cookie");
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(TokenState.Good, _tokens.Check(token, "cookie", out SessionId found, out TimeSpan age));
        Assert.Equal(id, found);
        Assert.Equal(TimeSpan.FromMinutes(5), age);
    }

    [Fact]
    public void A_token_is_of_one_browser()
    {
        string token = _tokens.Issue(SessionId.New(), "cookie");

        Assert.Equal(TokenState.Forged, _tokens.Check(token, "another", out _, out _));
        Assert.Equal(TokenState.Forged, _tokens.Check(token, null, out _, out _));
        Assert.Equal(TokenState.Forged, _tokens.Check(token, "", out _, out _));
    }

    [Fact]
    public void A_token_of_another_key_is_forged() =>
        Assert.Equal(TokenState.Forged, new SessionToken(SigningKey.New(), _time).Check(_tokens.Issue(SessionId.New(), "cookie"), "cookie", out _, out _));

    [Fact]
    public void No_changed_character_leaves_a_token_good()
    {
        string token = _tokens.Issue(SessionId.New(), "cookie");
        for (int i = 0; i < token.Length; i++)
        {
            foreach (char other in "A_z9=")
            {
                string changed = $"{token[..i]}{other}{token[(i + 1)..]}";

                // 57 bytes are 76 characters: every bit of every one of them counts.
                Assert.True(changed == token || _tokens.Check(changed, "cookie", out _, out _) != TokenState.Good, $"'{changed}' was taken");
            }
        }
    }

    [Fact]
    public void What_is_no_token_is_malformed()
    {
        string token = _tokens.Issue(SessionId.New(), "cookie");
        foreach (string text in (string[])["", "x", token[..^1], token + "A", new string('!', token.Length), new string('A', token.Length), new string('A', 100_000)])
        {
            Assert.Equal(TokenState.Malformed, _tokens.Check(text, "cookie", out _, out _));
        }
    }

    [Fact]
    public void A_token_from_later_than_clocks_differ_is_refused()
    {
        SessionToken ahead = new(new byte[32], new FakeTime(_time.GetUtcNow() + TimeSpan.FromMinutes(10)));
        SessionToken here = new(new byte[32], _time);

        Assert.Equal(TokenState.FromTheFuture, here.Check(ahead.Issue(SessionId.New(), "cookie"), "cookie", out _, out _));
    }

    [Fact]
    public void A_cookie_of_any_length_is_taken_without_a_fault()
    {
        string token = _tokens.Issue(SessionId.New(), "cookie");
        foreach (int length in (int[])[0, 1, 63, 64, 65, 10_000])
        {
            Assert.Equal(TokenState.Forged, _tokens.Check(token, new string('é', length), out _, out _));
        }
    }
}
