namespace Millrace.Engine.Loads;

/// <summary>When operations start. Open and closed models are different types, because their figures mean different things.</summary>
public abstract record LoadModel
{
    /// <summary>True where new work waits for old work to end, so that a slow target slows the load.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>The textual form that <see cref="LoadText.Parse"/> reads.</summary>
    public sealed override string ToString() => LoadText.Print(this);
}
