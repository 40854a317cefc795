using System.Globalization;
using System.Text;
using Millrace.Engine;
using Millrace.Results;

namespace Millrace.Http.Load.Requests;

/// <summary>
/// Reads a file of several requests. A line is <c>weight method path</c> and then, in any order, <c>name=</c>, <c>body=</c>, <c>body-file=</c>, <c>type=</c>, <c>status=</c>
/// and <c>expect=</c>; quotes keep blanks in a value, and a line that begins with # is a comment.
/// </summary>
/// <param name="file">The file's name, for what is wrong with it; files that it names are looked for beside it.</param>
/// <param name="defaults">What a line that says nothing else has.</param>
/// <param name="problems">What is wrong so far.</param>
internal sealed class RequestsFile(string file, RequestSpec defaults, ICollection<string> problems)
{
    /// <summary>The most requests in a file: each has histograms of its own in every interval.</summary>
    public const int Most = 32;

    private const string Keys = "name, body, body-file, type, status, expect";

    private static readonly string[] _keys = Keys.Split(", ");

    private const int MostProblems = 20;

    private readonly Dictionary<string, byte[]?> _bodies = new(StringComparer.Ordinal);
    private readonly List<RequestSpec> _read = [];
    private long _bytes;
    private int _line;

    /// <summary>All requests of the file.</summary>
    public IReadOnlyList<RequestSpec> Read(string text)
    {
        int wrong = problems.Count;
        foreach (string line in text.Split('\n'))
        {
            if (_read.Count > Most || problems.Count - wrong > MostProblems)
            {
                break; // as much is refused already
            }

            _line++;
            if (line.Trim() is { Length: > 0 } content && content[0] != '#')
            {
                TakeLine(OptionWords.In(content.Replace('\t', ' ')));
            }
        }

        if (_read.Count == 0 && problems.Count == wrong)
        {
            problems.Add($"{file} has no request in it; write one a line, such as: 70 GET /index.html");
        }
        else if (_read.Count > Most)
        {
            problems.Add($"{file} has more than {Most} requests; {Most} are taken at most.");
        }

        return _read;
    }

    private void TakeLine(IReadOnlyList<string> words)
    {
        if (words.Count < 3 || !double.TryParse(words[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight) || weight is <= 0 or > 1e9)
        {
            Wrong("is no request; write a weight above 0, a method and a path, such as: 70 GET /index.html");
            return;
        }

        (string method, string path) = (words[1], words[2]);
        if (HttpSettings.MethodProblem(method) is { } ofMethod)
        {
            Wrong(ofMethod);
        }

        if (HttpSettings.PathProblem(path) is { } ofPath)
        {
            Wrong(ofPath);
        }

        RequestSpec request = defaults with
        {
            Name = "",
            Method = method,
            Path = path,
            Weight = weight,
            Body = RequestSpec.IsWithoutBody(method) ? [] : defaults.Body,
            Expect = method == "HEAD" ? null : defaults.Expect,
        };
        foreach (string word in words.Skip(3))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? word : word[..equals];
            if (equals < 0 || !_keys.Contains(key))
            {
                Wrong($"has '{key}', which is none of {Keys}{Nearest.Suggest(key, _keys)}");
                return;
            }

            request = With(request, key, word[(equals + 1)..]);
        }

        if (request.Body.Length > 0 && RequestSpec.IsWithoutBody(method))
        {
            Wrong($"has a body, and {method} sends none");
        }

        if (request.Expect is not null && method == "HEAD")
        {
            Wrong("expects a text, and the answer to HEAD has no body");
        }

        _read.Add(request with { Name = request.Name.Length > 0 ? request.Name : Free(NameOf(method, path)) });
    }

    private RequestSpec With(RequestSpec request, string key, string value)
    {
        switch (key)
        {
            case "name":
                if (!IsName(value) || value is "connect" || _read.Any(other => other.Name == value))
                {
                    Wrong($"is named '{value}'; a name is of letters, digits, - and _, 40 at most, and no other request's");
                }

                return request with { Name = value };
            case "body":
                return request with { Body = Encoding.UTF8.GetBytes(value) };
            case "body-file":
                return request with { Body = BodyOf(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "", value)) };
            case "type":
                return request with { ContentType = Printable(value) };
            case "status" when StatusSet.Parse(value) is { } right:
                return request with { Right = right };
            case "status":
                Wrong($"has status={value}; {HttpSettings.StatusForm}");
                return request;
            default:
                return request with { Expect = value.Length > 0 ? Encoding.UTF8.GetBytes(value) : null }; // as in the setting, an empty text asks for none
        }
    }

    // Each file is read once, however many requests send it, and all of them together are no longer than one may be.
    private byte[] BodyOf(string path)
    {
        if (!_bodies.TryGetValue(path, out byte[]? body))
        {
            body = SmallFiles.Bytes(path, $"line {_line} of {file}", problems, (int)Math.Max(0, SmallFiles.MostBody - _bytes));
            _bytes += body?.Length ?? 0;
            _bodies[path] = body;
        }

        return body ?? [];
    }

    private string Printable(string value)
    {
        if (!Ascii.IsValid(value) || value.Any(char.IsControl))
        {
            Wrong("has a type with characters that header fields may not have");
        }

        return value;
    }

    private void Wrong(string what) => problems.Add($"Line {_line} of {file} {what}.");

    private static bool IsName(string name) => name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    // GET /bytes/1000?x=1 is get-bytes-1000-x-1: a name that thresholds, files and tags of formats can have.
    private static string NameOf(string method, string path)
    {
        string words = string.Join('-', path.Split([.. path.Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries));
        string name = $"{method}-{(words.Length > 0 ? words : "root")}".ToLowerInvariant();
        return name.Length <= 40 ? name : name[..40].TrimEnd('-');
    }

    private string Free(string name)
    {
        string free = name;
        for (int n = 2; _read.Any(other => other.Name == free); n++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{n}");
        }

        return free;
    }
}
