using System.Buffers;
using System.Security.Claims;
using System.Text;
using System.Text.RegularExpressions;
using Millrace.Live.Host.Rendering;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Rendering;

/// <summary>
/// A page and what a client shows of it. After each flush it checks that the client's document is what the server would send whole; so every test is one of the diff too.
/// </summary>
internal sealed partial class Screen
{
    private readonly PatchWriter _patches = new();
    private readonly DocumentWriter _documents = new();
    private readonly List<Action> _posted = [];
    private uint _sequence;
    private uint _event;

    internal Screen(Func<Component> component, RenderBudget? budget = null, string url = "/")
    {
        Page = new MountedPage(
            new PageContext(new PageSetup(url, "session", new NoServices(), new ClaimsPrincipal(), _posted.Add)),
            budget ?? RenderBudget.Default)
        {
            Reported = Reports.Add,
            Dirtied = () => Woken++,
        };
        Page.Mount(component);
        Html = HtmlNow();
        Document.Apply(Whole(), out WireError error);
        Assert.True(error.Reason is null || Page.Failure is not null, error.Reason);
        _sequence = 1;
        AssertSame();
    }

    internal MountedPage Page { get; }

    internal LiveDocument Document { get; } = new();

    internal List<PageFailure> Reports { get; } = [];

    internal int Woken { get; private set; }

    /// <summary>The page as first served.</summary>
    internal string Html { get; }

    internal static Screen Of(Func<Node?> render) => new(() => new Rendered(render));

    /// <summary>Does something in the page's turn, and flushes.</summary>
    internal string[] Turn(Action work)
    {
        Page.Run(work);
        return Flush();
    }

    internal string[] Flush()
    {
        if (!Page.HasChanges)
        {
            return [];
        }

        _patches.Begin(_sequence + 1, _event);
        int count = Page.Flush(_patches);
        ReadOnlySpan<byte> frame = _patches.End(wantsAck: false).Span;
        Assert.Equal(count, _patches.OperationCount);
        string[] operations = PatchText.Of(frame);
        if (count > 0)
        {
            _sequence++;
            Assert.Equal((ApplyResult.Applied, null), (Document.Apply(frame, out WireError error), error.Reason));
        }

        Assert.False(Page.Failure is null && Page.HasChanges);
        AssertSame();
        return operations;
    }

    /// <summary>The client's document is what the server would send whole, and what it would serve as HTML.</summary>
    internal void AssertSame()
    {
        if (Page.Failure is not null)
        {
            return;
        }

        var fresh = new LiveDocument();
        Assert.Equal(ApplyResult.Applied, fresh.Apply(Whole(), out _));
        string whole = fresh.ToCanonical(ids: true);
        Assert.Equal(whole, Document.ToCanonical(ids: true));
        // Title and address, the first two lines, are not in what stands in the root.
        string tree = whole[(whole.IndexOf("\nurl ", StringComparison.Ordinal) + 1)..].Split('\n', 2)[1];
        Assert.Equal(ServedSelect().Replace(tree, "$1"), ServedHtml.ToCanonical(HtmlNow()));
    }

    internal DispatchOutcome Click(uint node) => Send(buffer => ClientFrames.Mouse(buffer, EventKind.Click, ++_event, node, new MouseEvent(0, 0, 0, 0, 0, 0, KeyModifiers.None)));

    internal DispatchOutcome Click(string id) => Click(Id(id));

    internal DispatchOutcome Input(string id, string value) => Send(buffer => ClientFrames.Text(buffer, EventKind.Input, ++_event, ClientShows(id, value), value));

    internal DispatchOutcome Change(string id, string value) => Send(buffer => ClientFrames.Text(buffer, EventKind.Change, ++_event, ClientShows(id, value), value));

    internal DispatchOutcome Toggle(string id, bool isChecked)
    {
        uint node = Id(id);
        Show(patches => patches.SetChecked(node, isChecked));
        return Send(buffer => ClientFrames.Toggle(buffer, ++_event, node, isChecked, "on"));
    }

    internal DispatchOutcome Send(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        Assert.True(ClientFrameReader.TryReadEvent(buffer.WrittenSpan, out EventFrame frame, out WireError error), error.Reason);
        return Page.Dispatch(frame);
    }

    internal uint NextEvent() => ++_event;

    internal uint Id(string id) => Document.FirstWith("id", id);

    internal void RunPosted()
    {
        Action[] posted = [.. _posted];
        _posted.Clear();
        foreach (Action work in posted)
        {
            Page.Run(work);
        }
    }

    internal string HtmlNow()
    {
        var html = new ArrayBufferWriter<byte>();
        Page.WriteHtml(html);
        return Encoding.UTF8.GetString(html.WrittenSpan);
    }

    /// <summary>What is typed is in the client's document, as if the server had said so.</summary>
    internal uint ClientShows(string id, string value)
    {
        uint node = Id(id);
        if (Document.Attribute(node, "value") is null)
        {
            // The field has no value on the server either: the document as the server knows it has none.
            return node;
        }

        Show(patches => patches.SetValue(node, value));
        return node;
    }

    /// <summary>Changes the client's document by itself, as its user does.</summary>
    internal void Show(Action<PatchWriter> change)
    {
        var patches = new PatchWriter();
        patches.Begin(++_sequence, _event);
        change(patches);
        Assert.Equal(ApplyResult.Applied, Document.Apply(patches.End(wantsAck: false).Span, out _));
    }

    // HTML says a select's value by the option that is selected.
    [GeneratedRegex("(<select[^\n]*?) value=\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex ServedSelect();

    private ReadOnlySpan<byte> Whole()
    {
        Page.WriteDocument(_documents, 1, 0);
        return _documents.End().Span;
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    private sealed class Rendered(Func<Node?> render) : Component
    {
        protected override Node? Render() => render();
    }
}
