namespace Millrace.Tracker.Host.Admission;

/// <summary>What each address gets of one shard.</summary>
/// <param name="Connects">Answers to connects.</param>
/// <param name="Errors">Errors about connection ids. A share of their own: whoever sends bad ids in another's name must not take away that one's connects.</param>
/// <param name="Requests">Answers to announces and scrapes.</param>
internal sealed record ShardLimits(AddressLimits Connects, AddressLimits Errors, AddressLimits Requests)
{
    // Errors are a courtesy: a client whose id has grown old connects anew without being told so.
    private const int Fewer = 4;

    public static ShardLimits Of(TrackerOptions options, long ticksPerSecond, Func<SipHashKey> key) => new(
        new(options.ConnectRate, options.ConnectBurst, options.RateTableSize, ticksPerSecond, key()),
        new(options.ConnectRate / Fewer, Math.Max(1, options.ConnectBurst / Fewer), options.RateTableSize, ticksPerSecond, key()),
        new(options.RequestRate, options.RequestBurst, options.RateTableSize, ticksPerSecond, key()));
}
