namespace Millrace.Tracker.Load;

/// <summary>What a worker asks for; the values are those of the operations' places in <see cref="TrackerModes.Info"/> and of BEP 15's actions.</summary>
internal enum TrackerOperation : byte
{
    Connect,
    Announce,
    Scrape,
}
