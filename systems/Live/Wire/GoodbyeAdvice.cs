namespace Millrace.Live.Wire;

/// <summary>What a client should do after <c>goodbye</c>.</summary>
public enum GoodbyeAdvice : byte
{
    StayAway = 0,

    /// <summary>Connect again by itself, after the milliseconds in the frame.</summary>
    ComeBack = 1,

    /// <summary>Offer the person at the browser to load the page again.</summary>
    OfferReload = 2,
}
