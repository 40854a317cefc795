using Millrace.Engine.Clients;

namespace Millrace.Engine.Subjects;

/// <summary>When a library gave connections up and had all of them again, as it said so itself; bounded. Safe for any thread.</summary>
internal sealed class ConnectionTimes
{
    private const int Kept = 10_000;
    private readonly Lock _gate = new();
    private readonly List<(long At, bool IsBack)> _times = [];

    public void Add(long at, bool isBack)
    {
        lock (_gate)
        {
            if (_times.Count < Kept)
            {
                _times.Add((at, isBack));
            }
        }
    }

    /// <summary>
    /// When the first connection was given up after a fault's injection, and when all were there again, for good until the next fault; 0 where that did not happen before
    /// <paramref name="until"/>, at which the next fault was injected.
    /// </summary>
    public (long GivenUp, long Back) Around(FaultNote fault, long until)
    {
        lock (_gate)
        {
            long givenUp = 0;
            long back = 0;
            foreach ((long at, bool isBack) in _times)
            {
                if (fault.InjectedAt == 0 || at < fault.InjectedAt || at >= until)
                {
                    continue;
                }

                givenUp = !isBack && givenUp == 0 ? at : givenUp;
                back = !isBack ? 0 : givenUp > 0 && back == 0 ? at : back;
            }

            return (givenUp, back);
        }
    }
}
