namespace Millrace.Amqp;

/// <summary>A publisher in numbers. Counts are since its start.</summary>
/// <param name="Sent">Messages published without confirmation: written for the broker.</param>
/// <param name="Unknown">
/// Of these, the ones written to a connection or channel that ended before the broker was known to have read them: an upper bound of what was lost that way.
/// </param>
/// <param name="Published">Messages published with confirmation: written for the broker, retries included.</param>
/// <param name="Confirmed">Of these, confirmed.</param>
/// <param name="Returned">Of these, returned.</param>
/// <param name="Nacked">Of these, refused.</param>
/// <param name="Indefinite">Of these, without a word.</param>
/// <param name="Abandoned">Of these, no longer waited for: the caller's token was cancelled.</param>
/// <param name="Outstanding">Of these, waiting for the broker's word now.</param>
/// <param name="Retried">Attempts after the first.</param>
/// <param name="Waiting">Callers that wait now for room: in the buffer to the socket, or among the outstanding.</param>
/// <param name="LateConfirms">Words of the broker about messages that nobody waited for any more.</param>
/// <param name="ChannelsOpened">Channels opened for publishing.</param>
public readonly record struct PublisherTotals(
    long Sent, long Unknown, long Published, long Confirmed, long Returned, long Nacked, long Indefinite, long Abandoned, int Outstanding, long Retried, int Waiting,
    long LateConfirms, long ChannelsOpened);
