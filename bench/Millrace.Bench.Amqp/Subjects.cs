using Millrace.Bench.Amqp.Breaking;
using Millrace.Bench.Amqp.Publishing;

namespace Millrace.Bench.Amqp;

/// <summary>Names to subjects.</summary>
internal static class Subjects
{
    public static PublishSubject Publish(string name) => name switch
    {
        "peer" => new PeerPublish(),
        "raw" => new RawPublish(),
        _ => throw Unknown(name),
    };

    public static BreakSubject Break(string name) => name switch
    {
        "peer" => new PeerBreak(),
        _ => throw Unknown(name),
    };

    private static FormatException Unknown(string name) => new($"'{name}' cannot do this; see --help");
}
