using Millrace.Engine;

namespace Millrace.Http.Load;

/// <summary>The names of what can be set for the clients of a web server, with their defaults.</summary>
internal static class HttpParameters
{
    public const string Path = "path";
    public const string Method = "method";
    public const string Body = "body";
    public const string BodyFile = "body-file";
    public const string ContentType = "content-type";
    public const string Headers = "headers";
    public const string HeadersFile = "headers-file";
    public const string Status = "status";
    public const string Expect = "expect";
    public const string KeepAlive = "keep-alive";
    public const string Requests = "requests";
    public const string MaxAnswer = "max-answer";
    public const string Serve = "serve";

    public static IReadOnlyList<ParameterInfo> All { get; } =
    [
        new(Path, "path and query to ask for; empty: the target's own", ""),
        new(Method, "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS", "GET"),
        new(Body, "the body of each request, as text; --payload N makes one of N bytes instead", ""),
        new(BodyFile, "a file that is the body of each request, up to 64 MiB", ""),
        new(ContentType, "the Content-Type of bodies; empty: application/octet-stream", ""),
        new(Headers, "further header fields, each \"Name: value\", one a line or with | between them", ""),
        new(HeadersFile, "a file of header fields, one a line: what it says does not get into reports", ""),
        new(Status, "which answers are right: statuses with commas, such as 2xx or 200,304, or any", "2xx"),
        new(Expect, "a text that the body of each right answer has in it; empty: none is asked for", ""),
        new(KeepAlive, "whether clients go on using their connection; false opens one for each request", "true"),
        new(Requests, "a file of several requests, \"weight method path\" a line: see the README of systems/Http", ""),
        new(MaxAnswer, "the longest body that is taken, 1 byte to 1 GiB; a longer one is an error and its connection is closed", "16MiB"),
        new(Serve, "further options of the embedded target, such as \"--max-echo 4MiB\"", ""),
    ];
}
