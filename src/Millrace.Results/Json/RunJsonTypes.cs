using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Millrace.Results;

/// <summary>How each file is read and written: the generated code, and every key that is always written also demanded on reading.</summary>
/// <remarks>
/// Generated readers set a property whose key is missing to null or zero, whatever its initialiser says; so a missing key is refused by
/// name. It follows that a key added in a later version has to be nullable, and that older files then read as "not known".
/// </remarks>
internal static class RunJsonTypes
{
    public static readonly JsonTypeInfo<RunFile> Run = Of<RunFile>(RunJsonContext.Default, RunJsonContext.Default.Options);

    public static readonly JsonTypeInfo<SuiteFile> Suite = Of<SuiteFile>(RunJsonContext.Default, RunJsonContext.Default.Options);

    public static readonly JsonTypeInfo<BaselineFile> Baseline = Of<BaselineFile>(RunJsonContext.Default, RunJsonContext.Default.Options);

    public static readonly JsonTypeInfo<IntervalRecord> Interval = Of<IntervalRecord>(IntervalJsonContext.Default, IntervalJsonContext.Default.Options);

    private static JsonTypeInfo<T> Of<T>(JsonSerializerContext context, JsonSerializerOptions generated)
    {
        JsonSerializerOptions options = new(generated)
        {
            TypeInfoResolver = context.WithAddedModifier(DemandWhatIsAlwaysWritten),
            // For files, not for HTML: "p99<50ms" and the + of base64 stay readable and can be copied out as they are.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    private static void DemandWhatIsAlwaysWritten(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            bool nullable = property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsGetNullable;
            property.IsRequired = property.Set is not null && !nullable;
        }
    }
}
