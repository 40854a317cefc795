namespace Millrace.Speech.Host.Recognition.Simulated;

/// <summary>The words that a simulated recogniser knows, and the arithmetic that picks them.</summary>
internal static class SimulatedWords
{
    private static readonly string[] All =
        ("able about above account across action after again against air all almost along also always among amount and animal answer any apple area around ask autumn away back ball bank base " +
        "bear beautiful because become before began begin behind below best better between big bird black blue boat body book both bottom box boy bread bring brother brown build but buy call " +
        "came can car care carry case cat center certain chair change child circle city class clear close cloud coast cold color come common complete could country course cover cross cut dark " +
        "day deep did different direct distance door down draw dream drive dry during each early earth east easy eat edge egg eight end energy enough even evening ever every example eye face " +
        "fact fall family far farm father few field figure fill final find fine fire first fish five floor flower follow food foot forest form forward four free friend from front full game " +
        "garden gave girl give glass gold good grass great green ground group grow half hand happy hard have head hear heart heat heavy help here high hill history hold home horse hour house").Split(' ');

    /// <summary>How many there are.</summary>
    public static int Count => All.Length;

    public static string At(ulong random) => All[random % (ulong)All.Length];

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over two numbers: the same two always give the same third.</summary>
    public static ulong Mix(ulong a, ulong b)
    {
        ulong z = unchecked((a * 0x9E3779B97F4A7C15) + b + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    /// <summary>Makes of a random number one between 0 and 1, 1 excluded.</summary>
    public static double Share(ulong random) => (random >> 11) / (double)(1UL << 53);
}
