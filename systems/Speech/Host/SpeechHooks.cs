using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Routing;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Workers;

namespace Millrace.Speech.Host;

/// <summary>What another part of the program puts in the place of the server's own.</summary>
internal sealed record SpeechHooks
{
    /// <summary>Makes and binds the socket that listens at an address. Null: as the web server does.</summary>
    public Func<EndPoint, Socket>? Listen { get; init; }

    /// <summary>A further place to listen at, without TLS: a Unix socket. Null: none.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Makes what the HTTP routes ask about sessions from this process's own. Null: this process's own.</summary>
    public Func<SpeechEngine, ISessionDirectory>? Directory { get; init; }

    /// <summary>Adds routes, before the server starts. Where host names are checked, theirs are too; API keys are not asked for.</summary>
    public Action<IEndpointRouteBuilder, SpeechEngine>? Map { get; init; }

    /// <summary>Makes the recogniser. Null: the one that the options name.</summary>
    public Func<IRecogniser>? Recogniser { get; init; }
}
