using Xunit;

namespace Millrace.EndToEnd.Browser;

/// <summary>One browser for all tests that need no names of their own in it: starting one takes longer than most of them.</summary>
public sealed class SharedChromium : IAsyncLifetime
{
    /// <summary>Test classes of this collection share it, and run one after another.</summary>
    public const string Collection = "chromium";

    private Chromium? _browser;

    /// <summary>The browser; skips the test that asks where there is none.</summary>
    internal Chromium Browser
    {
        get
        {
            Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
            return _browser!;
        }
    }

    public async ValueTask InitializeAsync() => _browser = Chromium.Missing is null ? await Chromium.StartAsync() : null;

    public ValueTask DisposeAsync() => _browser?.DisposeAsync() ?? ValueTask.CompletedTask;
}

[CollectionDefinition(SharedChromium.Collection)]
public sealed class ChromiumCollection : ICollectionFixture<SharedChromium>;
