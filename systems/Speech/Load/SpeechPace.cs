namespace Millrace.Speech.Load;

/// <summary>How fast audio is sent.</summary>
internal enum SpeechPace
{
    /// <summary>As fast as somebody speaks: a chunk each time that it lasts.</summary>
    RealTime,

    /// <summary>A chunk each 5 ms.</summary>
    Fast,

    /// <summary>As fast as answers come.</summary>
    None,
}
