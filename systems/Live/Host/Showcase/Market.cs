namespace Millrace.Live;

/// <summary>A market that never was: 1,000 prices, of which some change every second while somebody looks. The same seed gives the same market.</summary>
internal sealed class Market : IDisposable
{
    public const int Size = 1000;
    private const int Remembered = 60;
    private const int ChangesPerTick = 40;
    private static readonly TimeSpan TickTime = TimeSpan.FromSeconds(1);
    private static readonly string[] Heads = ["Al", "Bo", "Ca", "De", "El", "Fa", "Go", "Ha", "In", "Jo", "Ka", "Lu", "Mo", "Ne", "Or", "Pa", "Qui", "Ro", "Sa", "Tu"];
    private static readonly string[] Middles = ["b", "d", "l", "m", "n", "r", "s", "t", "v", "z"];
    private static readonly string[] Tails = ["ane", "era", "ino", "ora", "um"];
    private readonly Random _random = new(1907);
    private volatile double[] _means = [];
    private readonly ITimer _timer;

    public Market(TimeProvider time)
    {
        Quotes = new([.. Enumerable.Range(0, Size).Select(First)]);
        for (int i = 0; i < Remembered; i++)
        {
            Tick();
        }

        _timer = time.CreateTimer(_ => TickIfWatched(), null, TickTime, TickTime);
    }

    public SharedSignal<Quote[]> Quotes { get; }

    /// <summary>The mean price after each of the last ticks.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>Changes some prices.</summary>
    public void Tick() => Quotes.Update(before =>
    {
        Quote[] now = [.. before];
        for (int i = 0; i < ChangesPerTick; i++)
        {
            int at = _random.Next(Size);
            int change = _random.Next(-100, 101);
            now[at] = now[at] with { Cents = Math.Max(100, now[at].Cents + change), Change = change, Sold = now[at].Sold + _random.Next(1, 50) };
        }

        _means = [.. _means.TakeLast(Remembered - 1), now.Average(quote => quote.Cents) / 100];

        return now;
    });

    public void Dispose() => _timer.Dispose();

    private void TickIfWatched()
    {
        if (Quotes.Pages > 0)
        {
            Tick();
        }
    }

    private Quote First(int index)
    {
        string name = Heads[index % Heads.Length] + Middles[index / Heads.Length % Middles.Length] + Tails[index / (Heads.Length * Middles.Length) % Tails.Length];
        return new Quote(index + 1, name, _random.Next(500, 50_000), 0, _random.Next(10_000));
    }
}
