namespace Millrace.Engine.Http;

/// <summary>How far an answer over HTTP has been read.</summary>
public enum HttpReading
{
    /// <summary>More bytes must come.</summary>
    NeedMore,

    /// <summary>It is there, whole.</summary>
    Complete,

    /// <summary>It is none, or longer than we take.</summary>
    Malformed,
}
