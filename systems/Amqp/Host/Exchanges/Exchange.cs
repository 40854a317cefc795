using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>An exchange: where messages are published, and what is bound to it.</summary>
internal sealed class Exchange(string name, ExchangeKind kind, bool isDurable, bool isAutoDelete, bool isInternal, FieldTable arguments)
{
    /// <summary>The field of its arguments that names the exchange which gets what no queue takes.</summary>
    public const string AlternateField = "alternate-exchange";

    public string Name => name;

    public ExchangeKind Kind => kind;

    public bool IsDurable => isDurable;

    public bool IsAutoDelete => isAutoDelete;

    public bool IsInternal => isInternal;

    public FieldTable Arguments => arguments;

    public string? Alternate { get; } = arguments[AlternateField] as string;

    /// <summary>The bindings that begin here.</summary>
    public HashSet<Binding> Outgoing { get; } = new(Binding.Alike);

    /// <summary>The bindings that lead here.</summary>
    public HashSet<Binding> Incoming { get; } = new(Binding.Alike);

    public BindingIndex Index { get; } = BindingIndex.Of(kind);

    public bool IsDeleted { get; set; }

    /// <summary>The word for its kind.</summary>
    public string Type => WordOf(kind);

    public static string WordOf(ExchangeKind kind) => kind switch
    {
        ExchangeKind.Fanout => "fanout",
        ExchangeKind.Topic => "topic",
        ExchangeKind.Headers => "headers",
        _ => "direct",
    };

    public static ExchangeKind? KindOf(string word) => word switch
    {
        "direct" => ExchangeKind.Direct,
        "fanout" => ExchangeKind.Fanout,
        "topic" => ExchangeKind.Topic,
        "headers" => ExchangeKind.Headers,
        _ => null,
    };
}
