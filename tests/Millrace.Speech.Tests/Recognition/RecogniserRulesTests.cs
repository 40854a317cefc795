namespace Millrace.Speech.Tests.Recognition;

public sealed class RecogniserRulesTests
{
    private static readonly OpenAiOptions Local = new() { Url = new Uri("http://127.0.0.1:8000/v1") };

    [Fact]
    public void The_defaults_are_right_where_a_server_is_named()
    {
        Assert.Empty(new SpeechRecogniserOptions().Validate());
        Assert.Empty(new SpeechRecogniserOptions { Kind = RecogniserKind.PocketSphinx }.Validate());
        Assert.Empty(new SpeechRecogniserOptions { Kind = RecogniserKind.OpenAi, OpenAi = Local }.Validate());
    }

    [Fact]
    public void Only_the_options_of_the_chosen_recogniser_are_looked_at() =>
        Assert.Empty(new SpeechRecogniserOptions { PocketSphinx = new PocketSphinxOptions { Decoders = -1 } }.Validate());

    [Theory]
    [InlineData(-1, 0.5)]
    [InlineData(50, 1.5)]
    [InlineData(50, double.NaN)]
    public void What_is_out_of_its_range_is_named(double latencyMs, double errorRate)
    {
        var simulated = new SimulatedOptions { Latency = TimeSpan.FromMilliseconds(latencyMs), ErrorRate = errorRate };
        Assert.Single(new SpeechRecogniserOptions { Simulated = simulated }.Validate());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ftp://127.0.0.1/v1")]
    [InlineData("http://name:secret@127.0.0.1/v1")]
    [InlineData("http://127.0.0.1/v1?key=1")]
    public void A_server_has_an_address_without_secrets_in_it(string? url) =>
        Assert.Single(new SpeechRecogniserOptions { Kind = RecogniserKind.OpenAi, OpenAi = Local with { Url = url is null ? null : new Uri(url) } }.Validate());

    [Fact]
    public void A_key_comes_from_one_place() =>
        Assert.Single(new SpeechRecogniserOptions { Kind = RecogniserKind.OpenAi, OpenAi = Local with { KeyFile = "key", KeyVariable = "KEY" } }.Validate());

    [Fact]
    public void Pocketsphinx_hears_one_sample_rate_only() =>
        Assert.Contains("8000", Assert.Single(new SpeechRecogniserOptions { Kind = RecogniserKind.PocketSphinx }.Validate(8000)), StringComparison.Ordinal);

    public static TheoryData<string, SpeechOptions> WhatCannotWorkTogether { get; } = new()
    {
        { "latency of the simulated", new() { RecogniserTimeout = TimeSpan.FromSeconds(5), Recogniser = new() { Simulated = new() { Latency = TimeSpan.FromSeconds(5) } } } },
        { "wait for a decoder", new() { RecogniserTimeout = TimeSpan.FromSeconds(8), Recogniser = new() { Kind = RecogniserKind.PocketSphinx } } },
        { "largest chunk and the look-back", new() { MaxChunkBytes = 32_000 * 30, Recogniser = new() { Kind = RecogniserKind.PocketSphinx } } },
        { "timeout of the recogniser openai", new() { Recogniser = new() { Kind = RecogniserKind.OpenAi, OpenAi = Local with { Timeout = TimeSpan.FromSeconds(10) } } } },
        { "utterances are cut at 61 s", new() { LongestUtterance = TimeSpan.FromSeconds(61), Recogniser = new() { Kind = RecogniserKind.OpenAi, OpenAi = Local } } },
    };

    [Theory]
    [MemberData(nameof(WhatCannotWorkTogether), DisableDiscoveryEnumeration = true)]
    public void Options_that_cannot_work_together_are_said(string what, SpeechOptions options) =>
        Assert.Contains(what, Assert.Single(options.Validate()), StringComparison.Ordinal);

    [Theory]
    [InlineData(RecogniserKind.Simulated)]
    [InlineData(RecogniserKind.PocketSphinx)]
    [InlineData(RecogniserKind.OpenAi)]
    public void The_defaults_work_together(RecogniserKind kind) =>
        Assert.Empty(new SpeechOptions { Recogniser = new() { Kind = kind, OpenAi = Local } }.Validate());
}
