using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;
using Millrace.Faults;

namespace Millrace.Engine.Probes;

/// <summary>
/// Watches one .NET process through its diagnostics port: the collector's few events per collection, and the runtime's counters once a
/// second. Both cost the process microseconds a second.
/// </summary>
internal sealed class RuntimeSession : IAsyncDisposable
{
    private const int BufferMegabytes = 8;
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(3);
    private readonly Lock _gate = new();
    private readonly PauseMeter _pauses = new();
    private readonly long[] _collections = new long[3];
    private readonly EventPipeSession _session;
    private readonly Thread _reader;
    private long? _allocated, _heap, _heapAfterGc;
    private volatile bool _ended;

    private RuntimeSession(ProcessIdentity process, EventPipeSession session)
    {
        (Process, _session) = (process, session);
        _reader = new Thread(ReadEvents) { Name = "runtime events", IsBackground = true };
        _reader.Start();
    }

    public ProcessIdentity Process { get; }

    /// <summary>True when the stream of events has ended: the process did, or it was stopped watching.</summary>
    public bool Ended => _ended;

    /// <summary>Begins to watch. Throws <see cref="ProbeException"/> where the process has no port or does not answer in time.</summary>
    public static async Task<RuntimeSession> AttachAsync(ProcessIdentity process, CancellationToken cancellationToken)
    {
        string port = DiagnosticsPort.Find(process) ?? throw new ProbeException($"process {process.Id} has no .NET diagnostics port");
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(AnswersWithin);
        try
        {
            await using DiagnosticsClientConnector connector = await DiagnosticsClientConnector.FromDiagnosticPort($"{port},connect", bounded.Token)
                ?? throw new ProbeException($"process {process.Id}: {port} cannot be connected to");
            EventPipeSession session = await connector.Instance.StartEventPipeSessionAsync(
                [
                    new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, (long)ClrTraceEventParser.Keywords.GC),
                    new EventPipeProvider("System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
                ],
                requestRundown: false,
                BufferMegabytes,
                bounded.Token);
            return new RuntimeSession(process, session);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProbeException($"process {process.Id}: its diagnostics port did not answer within {AnswersWithin.TotalSeconds:0} s");
        }
        catch (Exception refused) when (refused is DiagnosticsClientException or IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            throw new ProbeException($"process {process.Id}: its diagnostics port refused: {refused.Message}", refused);
        }
    }

    /// <summary>What was seen so far; the longest pause is of the time since the last call.</summary>
    public RuntimePoint Read()
    {
        lock (_gate)
        {
            return new RuntimePoint
            {
                Gen0Collections = _collections[0],
                Gen1Collections = _collections[1],
                Gen2Collections = _collections[2],
                PauseMsTotal = _pauses.TotalMs,
                PauseMsMax = _pauses.TakeMaxMs(),
                AllocatedBytes = _allocated,
                HeapBytes = _heap,
                HeapAfterGcBytes = _heapAfterGc,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            // A stopped or hung process does not answer; closing the stream below ends the session all the same.
            using var bounded = new CancellationTokenSource(AnswersWithin);
            try { await _session.StopAsync(bounded.Token); }
            catch (Exception gone) when (gone is OperationCanceledException or ServerNotAvailableException or DiagnosticsClientException or IOException) { }
        }
        if (!_reader.Join(TimeSpan.Zero)) { await Task.Run(() => _reader.Join(AnswersWithin)); }
        _session.Dispose();
    }

    private void ReadEvents()
    {
        try
        {
            using var source = new EventPipeEventSource(_session.EventStream);
            source.Clr.GCSuspendEEStart += e => Locked(() => { if (IsForCollection(e.Reason)) { _pauses.Suspended(e.TimeStampRelativeMSec); } });
            source.Clr.GCRestartEEStop += e => Locked(() => _pauses.Restarted(e.TimeStampRelativeMSec));
            source.Clr.GCStart += e => Locked(() => _collections[Math.Clamp(e.Depth, 0, 2)]++);
            source.Clr.GCHeapStats += e => Locked(() => _heapAfterGc = HeapSize(e));
            source.Dynamic.AddCallbackForProviderEvent("System.Runtime", "EventCounters", OnCounter);
            source.Process();
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or EndOfStreamException or FormatException or InvalidOperationException)
        {
            // expected: the stream was cut in the middle of an event, since the process was killed or we closed it
        }
        finally
        {
            _ended = true;
        }
    }

    private void OnCounter(TraceEvent e)
    {
        if (e.PayloadValue(0) is not IDictionary<string, object> outer || outer["Payload"] is not IDictionary<string, object> counter) { return; }
        switch (counter["Name"])
        {
            case "alloc-rate": Locked(() => _allocated = (_allocated ?? 0) + Convert.ToInt64(counter["Increment"], null)); break;
            case "gc-heap-size": Locked(() => _heap = (long)(Convert.ToDouble(counter["Mean"], null) * 1_000_000)); break; // in MB
        }
    }

    private void Locked(Action change)
    {
        lock (_gate) { change(); }
    }

    // Other suspensions (a debugger, a tiering switch) are no pauses of the collector.
    private static bool IsForCollection(GCSuspendEEReason reason) => reason is GCSuspendEEReason.SuspendForGC or GCSuspendEEReason.SuspendForGCPrep;

    private static long HeapSize(GCHeapStatsTraceData e) =>
        e.GenerationSize0 + e.GenerationSize1 + e.GenerationSize2 + e.GenerationSize3 + e.GenerationSize4;
}
