using System.Buffers;
using System.Security.Claims;
using Millrace.Live.Host.Rendering;
using Millrace.Live.Host.Serving;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Sessions;

/// <summary>What is mounted, and where it goes.</summary>
internal sealed partial class LiveSession
{
    private SessionServices? _services;
    private int _wakes;

    /// <summary>Who asked for the page.</summary>
    public ClaimsPrincipal User { get; private set; } = Anonymous.User;

    /// <summary>Mounts the page that was asked for.</summary>
    public void Mount(Wanted wanted)
    {
        (User, _services) = (wanted.User, new SessionServices(_engine.Services));
        Mount(wanted.Route, wanted.Url, lastId: 0, page =>
        {
            if (wanted.Kept is { } kept)
            {
                page.Restore(kept);
            }
        });
    }

    /// <summary>Writes the document as served; nothing where the session has ended.</summary>
    public void WriteHtml(IBufferWriter<byte> html, string token)
    {
        if (State != SessionState.Ended && Page is { } page)
        {
            PageShell.Begin(html, Route, page.Context.Title, token);
            page.WriteHtml(html);
            PageShell.End(html);
        }
    }

    private void Mount(LiveRoute route, string url, uint lastId, Action<MountedPage>? before = null)
    {
        PageContext context = new(new PageSetup(url, Id.ToString(), _services!, User, Post));
        MountedPage page = new(context, _engine.Budget) { LastId = lastId, Dirtied = Wake, Reported = Report, KeptChanged = KeptChanged };
        before?.Invoke(page);
        (Route, Page) = (route, page);
        page.Mount(() => route.Create(_services!));
    }

    // Another page than the one that is mounted takes its place, unless something in front of it wants a request of its own.
    private void Navigate(in EventFrame raised)
    {
        string url = raised.ReadNavigate(out _);
        LiveRoute? route = _engine.Routes.Find(url);
        if (!PageUrl.IsLocal(url))
        {
            Notice(NoticeCode.ValueRefused, 0, "That is no address of this site.");
        }
        else if (route == Route)
        {
            Page!.Dispatch(raised);
        }
        else if (route is null or { NeedsRequest: true })
        {
            Page!.Run(() => Page.Context.Leave(url));
        }
        else
        {
            // Ids go on counting: an event that is under way for a node of the page before must find nothing.
            MountedPage before = Page!;
            Unmount(before);
            Mount(route, url, before.LastId);
            Page!.Context.Title = PageShell.Title(route, Page.Context.Title); // the tab has the title of the page before
            _documentDue = true;
        }
    }

    private void EndServices()
    {
        if (_services is { } services)
        {
            _ = EndServicesAsync(services);
        }
    }

    private async Task EndServicesAsync(SessionServices services)
    {
        try
        {
            await services.EndAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LiveLog.UnmountFailed(_engine.Log, e);
        }
    }

    private void Unmount(MountedPage page)
    {
        try
        {
            (page.Dirtied, page.KeptChanged) = (null, null);
            page.Unmount();
        }
        catch (Exception e)
        {
            LiveLog.UnmountFailed(_engine.Log, e);
        }
    }

    // Any thread. One turn serves all that has woken the page until it begins.
    private void Wake()
    {
        if (Interlocked.Exchange(ref _wakes, 1) == 0)
        {
            Post(static () => { });
        }
    }

    private void Report(PageFailure failure)
    {
        Counters.Failed();
        string incident = Incident.New();
        LiveLog.HandlerFailed(_engine.Log, incident, Route.Pattern, failure.ToString(), failure.Error);
        if (failure.Place is FailurePlace.Handler or FailurePlace.AsyncHandler && _connection is not null)
        {
            Notice(NoticeCode.HandlerFailed, 0, $"Something went wrong (incident {incident}).");
        }

        _incident = incident;
    }
}
