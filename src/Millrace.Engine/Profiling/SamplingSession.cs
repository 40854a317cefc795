using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Parsers;
using Millrace.Engine.Probes;
using Millrace.Faults;

namespace Millrace.Engine.Profiling;

/// <summary>
/// Samples one .NET process into a file: every thread's stack about once a millisecond, each hundredth kilobyte that is allocated, waits for locks. The process stops for each
/// sample, so what it does meanwhile is not what it does otherwise.
/// </summary>
internal sealed class SamplingSession : IAsyncDisposable
{
    private const int BufferMegabytes = 128;
    private const ClrTraceEventParser.Keywords Watched =
        ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.Contention | ClrTraceEventParser.Keywords.Loader | ClrTraceEventParser.Keywords.Jit | ClrTraceEventParser.Keywords.NGen;

    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(10);

    // At the end the process writes the names of all its methods.
    private static readonly TimeSpan StopsWithin = TimeSpan.FromMinutes(1);
    private readonly EventPipeSession _session;
    private readonly FileStream _file;
    private readonly Task _copying;

    private SamplingSession(EventPipeSession session, FileStream file)
    {
        (_session, _file) = (session, file);
        _copying = session.EventStream.CopyToAsync(file);
    }

    /// <summary>Begins to sample. Throws <see cref="ProbeException"/> where the process has no port or refuses.</summary>
    public static async Task<SamplingSession> StartAsync(ProcessIdentity process, string file, CancellationToken cancellationToken)
    {
        string port = DiagnosticsPort.Find(process) ?? throw new ProbeException($"process {process.Id} has no .NET diagnostics port");
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(StartsWithin);
        FileStream output = File.Create(file);
        try
        {
            await using DiagnosticsClientConnector connector = await DiagnosticsClientConnector.FromDiagnosticPort($"{port},connect", bounded.Token).ConfigureAwait(false)
                ?? throw new ProbeException($"process {process.Id}: {port} cannot be connected to");
            EventPipeSession session = await connector.Instance.StartEventPipeSessionAsync(
                [
                    new EventPipeProvider("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
                    new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Verbose, (long)Watched),
                ],
                requestRundown: true,
                BufferMegabytes,
                bounded.Token).ConfigureAwait(false);
            return new SamplingSession(session, output);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await output.DisposeAsync().ConfigureAwait(false);
            throw new ProbeException($"process {process.Id}: its diagnostics port did not answer within {StartsWithin.TotalSeconds:0} s");
        }
        catch (Exception refused) when (refused is DiagnosticsClientException or IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            await output.DisposeAsync().ConfigureAwait(false);
            throw new ProbeException($"process {process.Id}: its diagnostics port refused: {refused.Message}", refused);
        }
    }

    /// <summary>Ends the sampling; the file is whole afterwards.</summary>
    /// <exception cref="ProbeException">The process ended, or does not answer.</exception>
    public async Task StopAsync()
    {
        using var bounded = new CancellationTokenSource(StopsWithin);
        try
        {
            await _session.StopAsync(bounded.Token).ConfigureAwait(false);
            await _copying.WaitAsync(bounded.Token).ConfigureAwait(false);
            await _file.FlushAsync(bounded.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ServerNotAvailableException or DiagnosticsClientException or IOException)
        {
            throw new ProbeException($"the sampling could not be ended in order: {gone.Message}", gone);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _file.DisposeAsync().ConfigureAwait(false);
    }
}
