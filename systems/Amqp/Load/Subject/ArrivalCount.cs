namespace Millrace.Amqp.Load.Subject;

/// <summary>Deliveries as the load's handler saw them, to be held against the ledger and against the library's own count. Safe for any thread.</summary>
internal sealed class ArrivalCount
{
    private const int Looks = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(2);
    private long _handled;
    private long _foreign;

    /// <summary>Deliveries that were handled.</summary>
    public long Total => Interlocked.Read(ref _handled);

    /// <summary>A delivery was handled, whatever it was.</summary>
    public void Handled() => Interlocked.Increment(ref _handled);

    /// <summary>It was of no message of this run.</summary>
    public void Foreign() => Interlocked.Increment(ref _foreign);

    /// <summary>
    /// By how many the three counts differ: the library's, the handler's, and the ledger's messages with their duplicates and what was foreign. 0 too while deliveries
    /// never pause, since counts that move cannot be compared.
    /// </summary>
    public async Task<long> DifferenceAsync(MessageLedger ledger, Func<long> ofTheLibrary)
    {
        for (int look = 0; look < Looks; look++)
        {
            long library = ofTheLibrary();
            long handled = Total;
            long books = ledger.Delivered + ledger.Duplicates + ledger.Strangers + Interlocked.Read(ref _foreign);
            if (library == ofTheLibrary() && handled == Total)
            {
                long differ = Math.Abs(library - handled) + Math.Abs(handled - books);
                if (differ == 0 || look == Looks - 1)
                {
                    return differ;
                }
            }

            await Task.Delay(_pause, TimeProvider.System).ConfigureAwait(false); // a handler may be between the library's count and ours
        }

        return 0;
    }
}
