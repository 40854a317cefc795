using System.Globalization;
using Millrace.Speech.Host.Voice;

namespace Millrace.Bench.Speech;

/// <summary>What to measure, and on which frames.</summary>
internal sealed record BenchOptions
{
    private static readonly string[] Names = ["accuracy", "noise", "speed"];

    public string? Only { get; init; }

    public int SampleRate { get; init; } = 16_000;

    public int FrameMs { get; init; } = 20;

    /// <summary>Sentences and voices on which nothing was tuned.</summary>
    public bool IsHeldOut { get; init; }

    public bool Runs(string name) => Only is null || Only == name;

    public static bool TryRead(string[] args, out BenchOptions options)
    {
        options = new();
        for (int n = 0; n < args.Length; n++)
        {
            if (Names.Contains(args[n]))
            {
                options = options with { Only = args[n] };
            }
            else if (args[n] == "--held-out")
            {
                options = options with { IsHeldOut = true };
            }
            else if (n + 1 < args.Length && int.TryParse(args[n + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                switch (args[n++])
                {
                    case "--rate" when VoiceSettings.SampleRates.Contains(value):
                        options = options with { SampleRate = value };
                        break;
                    case "--frame" when VoiceSettings.FrameLengths.Contains(value):
                        options = options with { FrameMs = value };
                        break;
                    default:
                        return false;
                }
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
