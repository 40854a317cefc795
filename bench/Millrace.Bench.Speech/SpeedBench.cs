using System.Diagnostics;
using Millrace.Speech.Host.Voice;
using Millrace.Testing.Audio;

namespace Millrace.Bench.Speech;

/// <summary>What a frame costs: the detector alone, and a session's whole track in chunks of one frame and of odd sizes.</summary>
internal static class SpeedBench
{
    private const int Rounds = 21;
    private const int Seconds = 120;

    public static void Run(BenchOptions options)
    {
        VoiceSettings settings = new() { SampleRate = options.SampleRate, FrameMs = options.FrameMs };
        byte[] pcm = WavSamples.ToPcm(Array.ConvertAll(Noises.Pink(settings.SampleRate * Seconds, 5), sample => sample * 0.02f));
        int frames = pcm.Length / settings.FrameBytes;
        Console.WriteLine();
        Console.WriteLine($"Microseconds a frame, {frames} frames a round, median of {Rounds} rounds after as many to warm up (least to most):");
        Report("detector", frames, () => Detect(settings, pcm));
        Report("track, a frame a chunk", frames, () => Track(settings, pcm, settings.FrameBytes));
        Report("track, chunks of 333 bytes", frames, () => Track(settings, pcm, 333));
        Report("track, chunks of a second", frames, () => Track(settings, pcm, settings.BytesPerMs * 1000));
        Track(settings, pcm, settings.FrameBytes);
        VoiceTrack track = new(settings);
        List<VoiceSpan> spans = [];
        track.Take(pcm.AsSpan(0, settings.FrameBytes), spans);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 1; n < frames; n++)
        {
            spans.Clear();
            track.Take(pcm.AsSpan(n * settings.FrameBytes, settings.FrameBytes), spans);
        }

        Console.WriteLine($"  {"allocated for all but the first",-34} {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
        before = GC.GetAllocatedBytesForCurrentThread();
        track = new(settings);
        long idle = GC.GetAllocatedBytesForCurrentThread() - before;
        track.Take(pcm.AsSpan(0, settings.FrameBytes + 1), spans);
        Console.WriteLine($"  {"a track",-34} {idle} bytes idle, {GC.GetAllocatedBytesForCurrentThread() - before} with its detector and a part frame");
    }

    private static void Report(string what, int frames, Action round)
    {
        double[] costs = new double[2 * Rounds];
        for (int n = 0; n < costs.Length; n++)
        {
            long start = Stopwatch.GetTimestamp();
            round();
            costs[n] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / frames;
        }

        double[] kept = [.. costs.Skip(Rounds).Order()];
        Console.WriteLine($"  {what,-34} {kept[Rounds / 2]:F2} ({kept[0]:F2} to {kept[^1]:F2})");
    }

    private static void Detect(VoiceSettings settings, byte[] pcm)
    {
        VoiceDetector detector = new(settings);
        for (int at = 0; at + settings.FrameBytes <= pcm.Length; at += settings.FrameBytes)
        {
            _ = detector.IsSpeech(pcm.AsSpan(at, settings.FrameBytes));
        }
    }

    private static void Track(VoiceSettings settings, byte[] pcm, int chunk)
    {
        VoiceTrack track = new(settings);
        List<VoiceSpan> spans = [];
        for (int at = 0; at < pcm.Length; at += chunk)
        {
            spans.Clear();
            track.Take(pcm.AsSpan(at, Math.Min(chunk, pcm.Length - at)), spans);
        }
    }
}
