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
        Assert.Equal("two words", System.Text.Encoding.UTF8.GetString(HttpSettings.Of(scenario).Requests[3].Body));
    }

    [Fact]
    public void Headers_come_from_a_setting_and_from_a_file_with_comments()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("headers.txt");
        File.WriteAllText(file, "# secret\nAuthorization: Bearer a|b\n");

        Assert.Equal(
            [("Accept", "text/html"), ("X-A", "1"), ("Authorization", "Bearer a|b")],
            HttpSettings.Of(With(("headers", "Accept: text/html | X-A: 1"), ("headers-file", file))).Headers);
    }

    private static Scenario With(params (string Name, string Value)[] settings) => Scenarios.Of(new Uri("http://127.0.0.1:1/"), 1, settings) with { Target = null };
}
