using Millrace.Engine;
using Millrace.Live.Load.Pages;
using Millrace.Live.Wire;

namespace Millrace.Live.Load.Clients;

/// <summary>What a client keeps of its session, over connections too: its token, its document and its place in both series of sequence numbers.</summary>
internal sealed class PageSession
{
    private const string Field = "input";

    /// <summary>What opens the WebSocket; null as long as there is no session.</summary>
    public string? Token { get; private set; }

    public string Cookies { get; private set; } = "";

    public string SocketPath { get; private set; } = "";

    /// <summary>The document as the frames so far have made it.</summary>
    public LiveDocument Document { get; private set; } = new();

    /// <summary>The number that the next event bears.</summary>
    public uint NextEvent { get; private set; } = 1;

    /// <summary>The field to type into; 0 where the page has none.</summary>
    public uint Input { get; private set; }

    /// <summary>A page was loaded.</summary>
    public void Begin(LivePage page, string cookies)
    {
        (Token, SocketPath, Cookies) = (page.Token, page.SocketPath, cookies);
        Document = new LiveDocument();
        (NextEvent, Input) = (1, 0);
    }

    /// <summary>The session is gone: the next connection begins with a page.</summary>
    public void Forget() => Token = null;

    /// <summary>The server's answer to hello.</summary>
    public void Welcomed(in WelcomeFrame welcome)
    {
        Token = welcome.Token.Length > 0 ? welcome.Token : Token;
        // What it has not handled never reached it, or was answered by nothing: those numbers are free again.
        NextEvent = welcome.LastEvent + 1;
        if (welcome.Mode == WelcomeMode.NewSession)
        {
            Document = new LiveDocument();
        }
    }

    public uint TakeEvent() => NextEvent++;

    /// <summary>The server says up to where it has events; what follows is to be numbered after that.</summary>
    public void GoOnAfter(uint lastEvent) => NextEvent = lastEvent + 1;

    /// <summary>Applies patches or a document.</summary>
    public ApplyResult Apply(ReadOnlySpan<byte> frame, out WireError error, Span<long> operations = default)
    {
        ApplyResult result = Document.Apply(frame, out error, operations);
        if (result == ApplyResult.Applied && FrameKinds.OfServer(frame) == FrameKind.Document)
        {
            Input = Document.FindListener(Field, Field) ?? 0;
        }

        return result;
    }

    /// <summary>The server's own document takes the place of ours.</summary>
    public void Replace(LiveDocument document) => Document = document;

    /// <summary>A frame could not be applied: only a document can mend that.</summary>
    public void BeginDocumentAnew() => Document = new LiveDocument();

    /// <summary>Throws where the page has nothing to type into.</summary>
    public void ThrowIfNoInput(Uri target)
    {
        if (Input == 0)
        {
            throw new ClientException(PageLoader.PageFailure, $"the page at {target} has no <input> that listens to input events: name the bench page (serve live --bench, path /bench) or another one that has");
        }
    }
}
