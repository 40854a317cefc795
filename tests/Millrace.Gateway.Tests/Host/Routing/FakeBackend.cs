using System.Text;
using System.Text.Json;
using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>A backend that notes the lines it gets.</summary>
internal sealed class FakeBackend(string name) : Backend
{
    private bool _congested;

    public override string Name => name;

    public override bool IsCongested => _congested;

    public List<Line> Lines { get; } = [];

    /// <summary>Counts the lines to all backends.</summary>
    public Func<long>? NextOrder { get; init; }

    public string? ClosedFor { get; private set; }

    /// <summary>While true lines are not kept, so that a test may count what the switchboard allocates.</summary>
    public bool IsSilent { get; set; }

    public long SilentBytes { get; private set; }

    /// <summary>Everything but questions, as "action text" where there is a message.</summary>
    public IEnumerable<string> Events => Lines.Where(line => line.Action is not ("connection_request" or "problem" or "room_info")).Select(line => line.Short);

    public IEnumerable<Line> Questions => Lines.Where(line => line.Action == "connection_request");

    public IEnumerable<Line> Problems => Lines.Where(line => line.Action == "problem");

    public override void Send(ReadOnlySpan<byte> line)
    {
        if (IsSilent)
        {
            SilentBytes += line.Length;
            return;
        }

        Assert.Equal((byte)'\n', line[^1]);
        Assert.Equal(-1, line[..^1].IndexOf((byte)'\n'));
        Lines.Add(new Line(Encoding.UTF8.GetString(line[..^1]), NextOrder?.Invoke() ?? Lines.Count));
    }

    public override void Close(string reason) => ClosedFor = reason;

    public void Congest(bool isCongested) => _congested = isCongested;

    /// <summary>A line as it was written, and what is in it.</summary>
    internal sealed class Line(string text, long order)
    {
        private readonly JsonElement _root = JsonDocument.Parse(text).RootElement;

        public string Text => text;

        /// <summary>When it was written, among the lines to all backends.</summary>
        public long Order => order;

        public string Action => _root.GetProperty("action").GetString()!;

        public string RequestId => _root.GetProperty("request_id").GetString()!;

        public JsonElement Params => _root.GetProperty("params");

        public long Sequence => _root.TryGetProperty("seq", out JsonElement value) ? value.GetInt64() : 0;

        public bool IsRedelivered => _root.TryGetProperty("redelivered", out JsonElement value) && value.GetBoolean();

        public string ClientId => Params.GetProperty("context").TryGetProperty("client_id", out JsonElement value) ? value.GetString()! : "";

        public string Message => Params.TryGetProperty("message", out JsonElement value) ? value.GetString()! : "";

        /// <summary>"new_message amy hello", "error /ws/lobby no backend …".</summary>
        public string Short => Action == "error"
            ? $"error {Params.GetProperty("context").GetProperty("url").GetString()} {Params.GetProperty("error").GetString()}"
            : $"{Action} {ClientId} {Message}".TrimEnd();

        public override string ToString() => text;
    }
}
