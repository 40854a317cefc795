using System.Runtime.InteropServices;
using Millrace.Speech.Host.Voice;
using Millrace.Speech.Load.Audio;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Load;

public sealed class AudioTests
{
    private const int Rate = 16_000;

    private static readonly Recording _synthetic = SyntheticSpeech.Make(new Random(1), Rate, 30, 2_000, 900);

    [Fact]
    public void The_same_seed_makes_the_same_sound()
    {
        Assert.Equal(_synthetic.Samples, SyntheticSpeech.Make(new Random(1), Rate, 30, 2_000, 900).Samples);
        Assert.NotEqual(_synthetic.Samples, SyntheticSpeech.Make(new Random(2), Rate, 30, 2_000, 900).Samples);
    }

    [Fact]
    public void Utterances_are_apart_for_long_enough_to_end_each()
    {
        Assert.InRange(_synthetic.Spans.Count, 4, 20);
        Assert.All(_synthetic.Spans.Zip(_synthetic.Spans.Skip(1)), pair => Assert.True(pair.Second.Start - pair.First.End >= Rate * 4 / 10));
    }

    [Fact]
    public void Synthetic_speech_is_judged_to_be_speech_and_its_pauses_are_not()
    {
        var track = new VoiceDetector(new VoiceSettings());
        byte[] pcm = MemoryMarshal.AsBytes(_synthetic.Samples.AsSpan()).ToArray();
        var clip = new Clip(_synthetic, 640, isBinary: true);
        int heard = 0, spoken = 0, quiet = 0, wrong = 0;
        for (int frame = 0; frame < clip.Chunks; frame++)
        {
            bool isSpeech = track.IsSpeech(pcm.AsSpan(frame * 640, 640));
            (spoken, heard) = clip.IsSpeech(frame) ? (spoken + 1, heard + (isSpeech ? 1 : 0)) : (spoken, heard);
            (quiet, wrong) = clip.IsSpeech(frame) ? (quiet, wrong) : (quiet + 1, wrong + (isSpeech ? 1 : 0));
        }

        Assert.True(heard > 0.85 * spoken, $"{heard} of {spoken} frames of speech were heard");
        Assert.True(wrong < 0.35 * quiet, $"{wrong} of {quiet} quiet frames were taken for speech"); // the detector's own hangover among them
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_clip_has_every_chunk_ready_as_it_travels(bool isBinary)
    {
        var clip = new Clip(_synthetic, 640, isBinary);
        Assert.Equal(30 * 50, clip.Chunks);
        for (int chunk = 0; chunk < clip.Chunks; chunk += 97)
        {
            byte[] audio = new byte[640];
            ReadOnlySpan<byte> message = clip.Message(chunk).Span;
            if (isBinary)
            {
                message.CopyTo(audio);
            }
            else
            {
                Assert.True(ClientMessageReader.Read(message).TryReadAudio(audio, out _));
            }

            Assert.Equal(clip.Pcm.AsSpan(chunk * 640, 640).ToArray(), audio);
        }
    }

    [Fact]
    public void Speech_is_found_where_it_is_in_a_recording()
    {
        IReadOnlyList<(int Start, int End)> found = SpeechSpans.Find(_synthetic.Samples, Rate);
        Assert.Equal(_synthetic.Spans.Count, found.Count);
        Assert.All(found.Zip(_synthetic.Spans), pair => Assert.InRange(Math.Abs(pair.First.Start - pair.Second.Start), 0, Rate / 5));
    }

    [Fact]
    public void A_recording_of_another_rate_and_of_silence_is_no_trouble()
    {
        short[] tone = [.. Enumerable.Range(0, 22_050).Select(i => (short)(10_000 * Math.Sin(2 * Math.PI * 440 * i / 22_050)))];
        short[] read = SoundFiles.Decode(WavWriter.ToArray(22_050, MemoryMarshal.AsBytes(tone.AsSpan())), Rate, "tone");

        Assert.Equal(Rate, read.Length);
        for (int i = 100; i < Rate - 100; i++)
        {
            Assert.InRange(read[i] - (10_000 * Math.Sin(2 * Math.PI * 440 * i / Rate)), -150, 150);
        }

        Assert.Empty(SpeechSpans.Find(new short[Rate], Rate));
        Assert.Equal(1, new Clip(new Recording([], []), 640, isBinary: false).Chunks);
    }

    [Fact]
    public void Espeak_speaks_where_it_is_installed()
    {
        Assert.SkipWhen(EspeakVoices.Program() is null, "espeak-ng is not installed");
        var settings = Speech.Load.SpeechSettings.Of(Engine.Scenario.Of(new Speech.Load.SpeechSystem(), new Speech.Load.SpeechSystem().Profiles[0]));
        Recording[] voices = [.. EspeakVoices.Speak(settings, new Random(1))];

        Assert.Equal(4, voices.Length);
        Assert.All(voices, voice => Assert.True(voice.Spans.Sum(span => span.End - span.Start) > 8 * Rate));
    }
}
