namespace Millrace.Gateway.Host.Routing;

/// <summary>What happens when a backend accepts a client under an id that another client has.</summary>
public enum DuplicateIds
{
    /// <summary>The newcomer gets the id; the other one is closed with 4001 "replaced".</summary>
    Replace,

    /// <summary>The newcomer is refused with 409.</summary>
    Refuse,
}
