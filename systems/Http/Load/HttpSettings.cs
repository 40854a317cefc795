using System.Text;
using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Http.Load.Requests;

namespace Millrace.Http.Load;

/// <summary>What is set for the clients of a web server, read.</summary>
internal sealed record HttpSettings
{
    /// <summary>The name of the operation where all clients send the same.</summary>
    public const string OneRequest = "request";

    public const string StatusForm = "write statuses or classes with commas between them, such as 2xx or 200,304, or any";

    private static readonly string[] _methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public required IReadOnlyList<RequestSpec> Requests { get; init; }

    public required IReadOnlyList<(string Name, string Value)> Headers { get; init; }

    public required bool KeepsAlive { get; init; }

    public required long MaxAnswerBytes { get; init; }

    public required IReadOnlyList<string> Serve { get; init; }

    /// <summary>What files gave, by the name that run files keep it under: two runs that read different files were different runs, whatever the files are called.</summary>
    public required IReadOnlyDictionary<string, string> Contents { get; init; }

    /// <summary>What is wrong with the settings by themselves; they read as something that can be run all the same.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Everything that is wrong with a scenario.</summary>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        HttpSettings settings = this;
        List<string> problems = [.. Problems];
        if (scenario.Target is not null && settings.Serve.Count > 0)
        {
            problems.Add($"{HttpParameters.Serve} is about the server that millrace starts, and --target names one that runs already; leave one of them out.");
        }

        if (scenario.Load is Flood { Window: > 1 } || scenario.Window > 1)
        {
            problems.Add("a client has one request at a time under way, as HTTP/1.1 without pipelining has; take more --clients in place of a window.");
        }

        return problems;
    }

    /// <summary>What is wrong with a method; null where it can be sent.</summary>
    public static string? MethodProblem(string method) => _methods.Contains(method) ? null : $"has method '{method}'; it is one of {string.Join(", ", _methods)}";

    /// <summary>What is wrong with a path; null where it can be asked for.</summary>
    public static string? PathProblem(string path) =>
        path is ['/', ..] && path.All(c => c is > ' ' and < (char)0x7F and not '#') ? null : $"has path '{path}'; it begins with / and has neither blanks, # nor characters beyond ASCII: write those as %20 and the like";

    /// <summary>Reads the settings of a scenario and the files that they name.</summary>
    public static HttpSettings Read(Scenario scenario)
    {
        var read = new ParameterReader(scenario.Parameters, HttpParameters.All);
        List<string> problems = read.Problems;
        var contents = new FileContents();
        StatusSet? right = StatusSet.Parse(read.Text(HttpParameters.Status));
        if (right is null)
        {
            problems.Add($"{HttpParameters.Status} is '{read.Text(HttpParameters.Status)}'; {StatusForm}.");
        }

        long most = read.Bytes(HttpParameters.MaxAnswer, 1L << 30);
        if (most == 0 && problems.All(problem => !problem.StartsWith(HttpParameters.MaxAnswer, StringComparison.Ordinal)))
        {
            problems.Add($"{HttpParameters.MaxAnswer} is 0; name a size from 1 to 1GiB.");
        }

        string expect = read.Text(HttpParameters.Expect);
        string type = read.Text(HttpParameters.ContentType);
        var one = new RequestSpec(OneRequest, read.Text(HttpParameters.Method), read.Text(HttpParameters.Path), 1)
        {
            Right = right ?? StatusSet.Parse("2xx")!,
            Expect = expect.Length > 0 ? Encoding.UTF8.GetBytes(expect) : null,
            Body = Body(read, scenario, contents),
        };
        if (type.Length > 0)
        {
            one = one with { ContentType = type };
            HeaderText.Read($"Content-Type: {type.ReplaceLineEndings(" ")}", isFile: true, HttpParameters.ContentType, problems);
        }

        IReadOnlyList<(string Name, string Value)> ofFile = read.Text(HttpParameters.HeadersFile) is { Length: > 0 } file && SmallFiles.Text(file, HttpParameters.HeadersFile, problems) is { } text
            ? HeaderText.Read(text, isFile: true, file, problems) : [];
        contents.Keep(HttpParameters.HeadersFile, ofFile);
        IReadOnlyList<RequestSpec> requests = Several(read, one, contents);
        return new HttpSettings
        {
            Requests = requests,
            Headers = [.. HeaderText.Read(read.Text(HttpParameters.Headers), isFile: false, HttpParameters.Headers, problems), .. ofFile],
            Contents = contents.All,
            Problems = problems,
            KeepsAlive = read.Flag(HttpParameters.KeepAlive),
            MaxAnswerBytes = Math.Max(most, 1),
            Serve = OptionWords.In(read.Text(HttpParameters.Serve)),
        };
    }

    private static IReadOnlyList<RequestSpec> Several(ParameterReader read, RequestSpec one, FileContents contents)
    {
        string file = read.Text(HttpParameters.Requests);
        if (file.Length > 0)
        {
            if (one.Path.Length > 0)
            {
                read.Problems.Add($"{HttpParameters.Path} and {HttpParameters.Requests} both say what to ask for; leave one of them out.");
            }

            string? text = SmallFiles.Text(file, HttpParameters.Requests, read.Problems);
            IReadOnlyList<RequestSpec> several = text is null ? [] : new RequestsFile(file, one, read.Problems).Read(text);
            contents.Keep(HttpParameters.Requests, text ?? "", several);
            return several.Count is > 0 and <= RequestsFile.Most ? several : [one];
        }

        if (MethodProblem(one.Method) is { } ofMethod)
        {
            read.Problems.Add($"The request {ofMethod}.");
        }

        if (one.Path.Length > 0 && PathProblem(one.Path) is { } ofPath)
        {
            read.Problems.Add($"The request {ofPath}.");
        }

        if (one.Body.Length > 0 && RequestSpec.IsWithoutBody(one.Method))
        {
            read.Problems.Add($"The request has a body of {one.Body.Length} bytes, and {one.Method} sends none; name another one with {HttpParameters.Method}=POST.");
        }

        if (one is { Expect: not null, IsHead: true })
        {
            read.Problems.Add($"{HttpParameters.Expect} names a text, and the answer to HEAD has no body.");
        }

        return [one];
    }

    private static byte[] Body(ParameterReader read, Scenario scenario, FileContents contents)
    {
        string text = read.Text(HttpParameters.Body);
        string file = read.Text(HttpParameters.BodyFile);
        if ((text.Length > 0 ? 1 : 0) + (file.Length > 0 ? 1 : 0) + (scenario.PayloadBytes > 0 ? 1 : 0) > 1)
        {
            read.Problems.Add($"{HttpParameters.Body}, {HttpParameters.BodyFile} and --payload each say what the body is; name one of them.");
        }

        return text.Length > 0 ? Encoding.UTF8.GetBytes(text)
            : file.Length > 0 ? contents.Keep(HttpParameters.BodyFile, SmallFiles.Bytes(file, HttpParameters.BodyFile, read.Problems) ?? [])
            : Filler(scenario.PayloadBytes, scenario.Seed);
    }

    // Letters that follow from the run's seed: what compresses well, or is all zeros, is unlike what people send.
    private static byte[] Filler(int length, long seed)
    {
        byte[] body = new byte[length];
        new Random(unchecked((int)(seed ^ (seed >> 32)))).GetItems("abcdefghijklmnopqrstuvwxyz234567"u8, body);
        return body;
    }
}
