namespace Millrace.Gateway.Host.Routing;

/// <summary>One backend on an admin page.</summary>
/// <param name="Name">What it calls itself, else its address.</param>
/// <param name="Agreement">What it understands.</param>
/// <param name="Clients">Clients whose events go to it.</param>
/// <param name="Questions">Questions that it has not answered.</param>
/// <param name="Events">Events written to it.</param>
/// <param name="Unacknowledged">Those of them that it has still to acknowledge.</param>
/// <param name="Held">Clients that are not read because of it.</param>
/// <param name="IsBehind">It does not keep up.</param>
/// <param name="IsSuspect">It has let so many questions time out that it is asked last.</param>
internal sealed record BackendRow(
    string Name,
    BackendAgreement Agreement,
    int Clients,
    int Questions,
    long Events,
    int Unacknowledged,
    int Held,
    bool IsBehind,
    bool IsSuspect);
