namespace Millrace.Engine.Loads;

/// <summary>Each client continues as soon as its reply is in and its think time is over.</summary>
public sealed record Closed(TimeSpan ThinkTime) : LoadModel
{
    /// <summary>Without think time.</summary>
    public Closed()
        : this(TimeSpan.Zero)
    {
    }

    public override bool IsClosed => true;
}
