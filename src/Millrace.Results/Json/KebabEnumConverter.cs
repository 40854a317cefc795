using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>Writes an enum's values as words with hyphens (<c>generator-limited</c>) and refuses numbers.</summary>
public sealed class KebabEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
