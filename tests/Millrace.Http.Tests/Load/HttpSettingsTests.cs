using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Http.Load;
using Millrace.Testing;

namespace Millrace.Http.Tests.Load;

public sealed class HttpSettingsTests
{
    private static readonly HttpSystem _system = Scenarios.System;

    [Theory]
    [InlineData("path", "index.html", "it begins with /")]
    [InlineData("path", "/a b", "write those as %20")]
    [InlineData("path", "/a#b", "neither blanks, #")]
    [InlineData("path", "/ü", "characters beyond ASCII")]
    [InlineData("method", "get", "it is one of GET, HEAD")]
    [InlineData("method", "CONNECT", "it is one of GET, HEAD")]
    [InlineData("body", "hello", "GET sends none")]
    [InlineData("body-file", "nowhere.json", "cannot be read")]
    [InlineData("headers", "no field", "headers, field 1, is no header field")]
    [InlineData("headers", "A: b | C", "headers, field 2, is no header field")]
    [InlineData("headers", "Content-Length: 5", "which the load sets itself")]
    [InlineData("headers", "Connection: close", "use keep-alive=false")]
    [InlineData("headers", "A: ü", "only printable ASCII is sent")]
    [InlineData("headers-file", "nowhere.txt", "cannot be read")]
    [InlineData("content-type", "ü", "only printable ASCII is sent")]
    [InlineData("status", "ok", "write statuses or classes")]
    [InlineData("status", "2xx,", "write statuses or classes")]
    [InlineData("status", "99", "write statuses or classes")]
    [InlineData("keep-alive", "no", "it is true or false")]
    [InlineData("requests", "nowhere.txt", "cannot be read")]
    [InlineData("max-answer", "0", "from 1 to 1GiB")]
    [InlineData("max-answer", "2GiB", "it is a size")]
    public void A_setting_that_makes_no_sense_is_named(string name, string value, string words) =>
        Assert.Contains(words, Assert.Single(_system.Validate(With((name, value)))), StringComparison.Ordinal);

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Contains("the answer to HEAD has no body", Assert.Single(_system.Validate(With(("method", "HEAD"), ("expect", "x")))), StringComparison.Ordinal);
        Assert.Contains("name one of them", Assert.Single(_system.Validate(With(("method", "POST"), ("body", "x")) with { PayloadBytes = 5 })), StringComparison.Ordinal);
        Assert.Contains("more --clients in place of a window", Assert.Single(_system.Validate(With() with { Load = new Flood(16) })), StringComparison.Ordinal);
        Assert.Contains("--target names one that runs already", Assert.Single(_system.Validate(With(("serve", "--max-echo 1MiB")) with { Target = new Uri("http://127.0.0.1:1/") })), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_profile_is_right_as_it_stands() => Assert.All(_system.Profiles, profile => Assert.Empty(_system.Validate(Scenario.Of(_system, profile))));

    [Theory]
    [InlineData("GET /", "is no request")]
    [InlineData("0 GET /", "is no request")]
    [InlineData("x GET /", "is no request")]
    [InlineData("1 FETCH /", "has method 'FETCH'")]
    [InlineData("1 GET index", "it begins with /")]
    [InlineData("1 GET / boddy=x", "did you mean")]
    [InlineData("1 GET / body=x", "GET sends none")]
    [InlineData("1 HEAD / expect=x", "no body")]
    [InlineData("1 GET / status=ok", "write statuses or classes")]
    [InlineData("1 GET / name=a.b", "a name is of letters")]
    [InlineData("1 GET / name=connect", "a name is of letters")]
    [InlineData("1 POST / body-file=none.json", "cannot be read")]
    [InlineData("# nothing", "has no request in it")]
    public void A_wrong_line_of_a_file_of_requests_is_named_with_its_number(string line, string words)
    {
        using var folder = new TempFolder();
        string file = folder.Combine("mix.txt");
        File.WriteAllText(file, "\n" + line + "\n");
        string problem = Assert.Single(_system.Validate(With(("requests", file))));

        Assert.Contains(words, problem, StringComparison.OrdinalIgnoreCase);
        Assert.True(line[0] == '#' || problem.Contains("line 2 of", StringComparison.OrdinalIgnoreCase), problem);
        Assert.NotEmpty(_system.OperationsOf(With(("requests", file)))); // whatever is wrong, it can be asked
    }

    [Fact]
    public void Requests_of_a_file_are_named_after_what_they_ask_for()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("mix.txt");
        File.WriteAllText(file, "7 GET /\r\n2 GET /a/b?c=1\n1 GET /a/b?c=1\n1\tPOST\t/x\tname=mine body='two words'\n");
        Scenario scenario = With(("requests", file));

        Assert.Empty(_system.Validate(scenario));
        Assert.Equal(["get-root", "get-a-b-c-1", "get-a-b-c-1-2", "mine"], scenario.Operations);
        Assert.Equal("two words", System.Text.Encoding.UTF8.GetString(HttpSettings.Read(scenario).Requests[3].Body));
    }

    [Fact]
    public void Headers_come_from_a_setting_and_from_a_file_with_comments()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("headers.txt");
        File.WriteAllText(file, "# secret\nAuthorization: Bearer a|b\n");

        Assert.Equal(
            [("Accept", "text/html"), ("X-A", "1"), ("Authorization", "Bearer a|b")],
            HttpSettings.Read(With(("headers", "Accept: text/html | X-A: 1"), ("headers-file", file))).Headers);
    }

    [Fact]
    public void An_empty_expectation_in_a_file_asks_for_nothing()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("mix.txt");
        File.WriteAllText(file, "1 GET / expect=\n1 GET /a expect=''\n");

        Assert.All(HttpSettings.Read(With(("requests", file), ("expect", "by default"))).Requests, request => Assert.Null(request.Expect));
    }

    [Fact]
    public void Runs_keep_what_files_hold_and_not_only_what_they_are_called()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("mix.txt");
        string body = folder.Combine("body.txt");
        File.WriteAllText(body, "one");
        File.WriteAllText(file, "1 GET /\n1 POST /x body-file=body.txt\n");
        IReadOnlyDictionary<string, string> before = _system.Kept(With(("requests", file)));
        IReadOnlyDictionary<string, string> again = _system.Kept(With(("requests", file)));
        File.WriteAllText(body, "two");
        IReadOnlyDictionary<string, string> after = _system.Kept(With(("requests", file)));

        Assert.Equal("2", before["requests-count"]);
        Assert.Equal(before["requests-sha256"], again["requests-sha256"]);
        Assert.NotEqual(before["requests-sha256"], after["requests-sha256"]);
        Assert.NotEqual(_system.Kept(With(("method", "POST"), ("body-file", body)))["body-file-sha256"], _system.Kept(With(("method", "POST"), ("body-file", file)))["body-file-sha256"]);
    }

    [Fact]
    public void Secrets_among_the_headers_are_sent_and_not_kept()
    {
        Scenario scenario = With(("headers", "Accept: text/html | Authorization: Bearer very secret | X-Api-Key: 4711|Cookie: a=b"));

        Assert.Equal("Accept: text/html | Authorization: *** | X-Api-Key: ***|Cookie: ***", _system.Kept(scenario)["headers"]);
        Assert.Equal("Bearer very secret", HttpSettings.Read(scenario).Headers[1].Value);
    }

    [Fact]
    public void Another_token_in_a_file_of_headers_is_no_other_load()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("headers.txt");
        string Kept(string text)
        {
            File.WriteAllText(file, text);
            return _system.Kept(With(("headers-file", file)))["headers-file-sha256"];
        }

        Assert.Equal(Kept("Accept: a\nAuthorization: one"), Kept("Accept: a\nAuthorization: two"));
        Assert.NotEqual(Kept("Accept: a"), Kept("Accept: b"));
    }

    [Fact]
    public void A_file_without_an_end_is_refused()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero");

        Assert.Contains("is too long", Assert.Single(_system.Validate(With(("requests", "/dev/zero")))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_far_too_long_is_refused_once()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("mix.txt");
        File.WriteAllLines(file, Enumerable.Range(0, 40_000).Select(_ => "1 POST / body-file=none"));
        Assert.InRange(_system.Validate(With(("requests", file))).Count, 1, 30);
        File.WriteAllLines(file, Enumerable.Range(0, 40_000).Select(_ => "1 GET /"));

        Assert.Contains("has more than 32 requests", Assert.Single(_system.Validate(With(("requests", file)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_read_once_for_all_scenarios_that_share_their_settings()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("mix.txt");
        File.WriteAllText(file, "1 GET /\n");
        Scenario scenario = With(("requests", file));
        Assert.Empty(_system.Validate(scenario));
        File.Delete(file);

        Assert.Empty(_system.Validate(scenario with { Clients = 7 }));
    }

    private static Scenario With(params (string Name, string Value)[] settings) => Scenarios.Of(new Uri("http://127.0.0.1:1/"), 1, settings) with { Target = null };
}
