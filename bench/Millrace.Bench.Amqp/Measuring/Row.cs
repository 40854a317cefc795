using System.Text.Json.Serialization;

namespace Millrace.Bench.Amqp.Measuring;

/// <summary>One measured cell; times in the unit of their name. What a command does not measure stays out of its JSON.</summary>
internal sealed record Row
{
    public required string Subject { get; init; }

    /// <summary>0 is a warm-up that no table counts.</summary>
    public required int Round { get; init; }

    public required int Tasks { get; init; }

    [JsonExtensionData]
    public Dictionary<string, object> Values { get; init; } = [];
}
