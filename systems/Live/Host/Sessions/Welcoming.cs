using System.Text.Json;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Serving;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Sessions;

/// <summary>Finds the session that a hello asks for, or makes one in its place.</summary>
/// <param name="engine">The server.</param>
internal sealed class Welcoming(LiveEngine engine)
{
    /// <summary>Attaches a connection to its session, or sends it away.</summary>
    public async ValueTask TakeAsync(LiveConnection connection, HelloFrame hello)
    {
        if (hello.Version != LiveProtocol.Version)
        {
            engine.Refuse(connection, RefusalReason.Version, Farewell.Version);
            return;
        }

        TokenState state = engine.Tokens.Check(hello.Token, connection.Cookie, out SessionId id, out TimeSpan age);
        if (state != TokenState.Good)
        {
            engine.Refuse(connection, ReasonFor(state), Farewell.Token("The page's token is not one of this server for this browser and whoever is signed in."));
            return;
        }

        connection.NeedsToken = age > engine.Options.TokenLifetime / 2;
        LiveSession? session = engine.Sessions.Find(id);
        if (session is not null && !Anonymous.AreSame(session.User, connection.User))
        {
            engine.Refuse(connection, RefusalReason.TokenForged, Farewell.Token("Somebody else is signed in than when the page was loaded."));
        }
        else if (session is not null && await session.AttachAsync(connection, hello, anew: null).ConfigureAwait(false))
        {
            engine.Welcomed(connection);
        }
        else if (engine.IsDraining)
        {
            engine.Refuse(connection, RefusalReason.Draining, Farewell.Restart(1000));
        }
        else
        {
            await BeginAnewAsync(connection, hello, id, age).ConfigureAwait(false);
        }
    }

    private static RefusalReason ReasonFor(TokenState state) => state switch
    {
        TokenState.Malformed => RefusalReason.TokenMalformed,
        TokenState.FromTheFuture => RefusalReason.TokenFromTheFuture,
        _ => RefusalReason.TokenForged,
    };

    private async ValueTask BeginAnewAsync(LiveConnection connection, HelloFrame hello, SessionId id, TimeSpan age)
    {
        Dictionary<string, JsonElement>? kept = await engine.Keeper.LoadAsync(id, CancellationToken.None).ConfigureAwait(false);
        if (kept is null && age > engine.Options.TokenLifetime)
        {
            // Where something is kept that is not too old itself, the page has been connected since: its token was only never replaced.
            engine.Refuse(connection, RefusalReason.TokenExpired, Farewell.Token("The page has been open for too long without a connection."));
            return;
        }

        if (kept is null && engine.Sessions.Departed.Find(id) is not null)
        {
            engine.Refuse(connection, RefusalReason.Evicted, Farewell.Evicted);
            return;
        }

        LiveRoute? route = engine.Routes.Find(hello.Url);
        if (route is null or { NeedsRequest: true })
        {
            engine.Refuse(connection, RefusalReason.NoPage, Farewell.Token("The page is no longer there for this connection."));
            return;
        }

        (LiveSession? session, RefusalReason? refusal) = engine.Opening.Open(new Wanted(route, hello.Url, id, connection.Address, connection.User, kept));
        if (session is null)
        {
            RefusalReason reason = refusal ?? RefusalReason.PageFailed;
            engine.Refuse(connection, reason, FarewellFor(reason));
        }
        else if (await session.AttachAsync(connection, hello, kept is null ? ResumeKind.Anew : ResumeKind.Restored).ConfigureAwait(false))
        {
            engine.Welcomed(connection);
        }
        else
        {
            engine.Refuse(connection, RefusalReason.Evicted, Farewell.Evicted);
        }
    }

    private static Farewell FarewellFor(RefusalReason reason) => reason switch
    {
        RefusalReason.PageFailed => Farewell.PageFailed,
        RefusalReason.SessionMemory => Farewell.SessionTooLarge,
        RefusalReason.Draining => Farewell.Restart(1000),
        RefusalReason.Evicted => Farewell.Evicted,
        _ => Farewell.TooMany,
    };
}
