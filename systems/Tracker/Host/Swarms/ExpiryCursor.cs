namespace Millrace.Tracker.Host.Swarms;

/// <summary>How far expiry has got. What comes and goes meanwhile may make it pass over a peer or see one twice; the next round sees it.</summary>
internal struct ExpiryCursor
{
    /// <summary>The stripe.</summary>
    public int Stripe;

    /// <summary>The table in it.</summary>
    public int Map;

    /// <summary>The place in the table.</summary>
    public int Place;

    /// <summary>Peers of the swarm at that place that have not been looked at: those at the start, since it goes backwards. 0 is a swarm that has not been begun.</summary>
    public int PeersLeft;

    /// <summary>Goes to the next place.</summary>
    public void NextPlace()
    {
        Place++;
        PeersLeft = 0;
    }

    /// <summary>Goes to the next table.</summary>
    public void NextMap()
    {
        Map++;
        Place = 0;
        PeersLeft = 0;
    }

    /// <summary>Goes to the next stripe.</summary>
    public void NextStripe(int stripes)
    {
        Stripe = (Stripe + 1) % stripes;
        Map = 0;
        Place = 0;
        PeersLeft = 0;
    }
}
