using Millrace.Live.Host.Signals;

namespace Millrace.Live.Tests.Signals;

/// <summary>A rendering of a test: runs something tracked, and counts.</summary>
internal sealed class Probe : IReaction
{
    private readonly ReactionScheduler _page;
    private readonly Action _body;
    private ReactionLinks _links;

    internal Probe(ReactionScheduler page, Action body, int depth = 0)
    {
        (_page, _body) = (page, body);
        _links.Depth = (ushort)depth;
        using (page.Enter())
        {
            Run();
        }
    }

    public ref ReactionLinks Links => ref _links;

    public ReactionScheduler? Scheduler => _page;

    internal int Runs { get; private set; }

    public void React() => Run();

    internal void End()
    {
        using (_page.Enter())
        {
            Reactions.Dispose(this);
        }
    }

    private void Run()
    {
        Runs++;
        using (Tracking.Begin(this))
        {
            _body();
        }
    }
}
