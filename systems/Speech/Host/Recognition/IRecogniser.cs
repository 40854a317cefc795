namespace Millrace.Speech.Host.Recognition;

/// <summary>What turns speech into words, one for all sessions of a worker. Thread-safe.</summary>
internal interface IRecogniser : IAsyncDisposable
{
    /// <summary>Its name in options, logs and metrics, such as <c>simulated</c>.</summary>
    string Name { get; }

    /// <summary>False where it never looks at the samples: sessions then copy and keep none.</summary>
    bool NeedsAudio { get; }

    /// <summary>How much of the audio before an utterance's first frame of speech it wants to hear too; zero where it does not listen.</summary>
    TimeSpan LookBack { get; }

    /// <summary>True where it would take an utterance now.</summary>
    bool IsReady { get; }

    /// <summary>How it stands, in a line for people.</summary>
    string Summary { get; }

    /// <summary>Loads its model. Throws <see cref="Hosting.ServerStartException"/> where an operator can mend what is wrong.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>Opens one session's (or one request's) line to it. Cheap: what is large is taken with the first utterance.</summary>
    IRecognition Open(RecognitionSettings settings);
}
