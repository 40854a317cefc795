using System.Text.Json.Serialization;

namespace Millrace.Speech.Host.Workers;

/// <summary>How many sessions a worker has.</summary>
/// <param name="Active">Those that live.</param>
internal sealed record SiblingCount(int Active);

/// <summary>What became of the request to end a session.</summary>
/// <param name="Ended">True where the worker had it.</param>
internal sealed record SiblingEnd(bool Ended);

/// <summary>What workers of the same executable say to each other.</summary>
[JsonSerializable(typeof(SessionRows))]
[JsonSerializable(typeof(SessionTotals))]
[JsonSerializable(typeof(SiblingCount))]
[JsonSerializable(typeof(SiblingEnd))]
internal sealed partial class SiblingJson : JsonSerializerContext;
