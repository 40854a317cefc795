using System.Text;
using System.Text.Json;
using Millrace.Engine.Subjects.Wire;
using Millrace.Engine.Targets;

namespace Millrace.Engine.Subjects;

/// <summary>The subject's side of the subject protocol: reads orders line by line, carries them out, and answers. Ends with its input.</summary>
public static class SubjectProgram
{
    private const int LongestOrder = 1024 * 1024;

    /// <summary>Serves the lab at the other end of the streams until the input ends or <paramref name="cancellationToken"/> says so; then the subject is closed.</summary>
    public static async Task RunAsync(ISubject subject, Stream input, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var writer = new StreamWriter(output, new UTF8Encoding(false)) { NewLine = "\n" };
        using var gate = new SemaphoreSlim(1, 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var desk = new SubjectDesk(subject, SendAsync, stop.Token);
        await using (desk.ConfigureAwait(false))
        {
            // Orders overtake each other: a flip does not wait for connecting to end.
            Task reading = new LineTail(0, LongestOrder).ReadAsync(new StreamReader(input), line => _ = AnswerAsync(line));
            await reading.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await stop.CancelAsync().ConfigureAwait(false);
        }

        async Task AnswerAsync(string line)
        {
            SubjectReply reply;
            try
            {
                SubjectOrder order = JsonSerializer.Deserialize(line, SubjectJson.Default.SubjectOrder) ?? throw new JsonException("it is empty");
                reply = await desk.CarryOutAsync(order).ConfigureAwait(false) with { Id = order.Id };
            }
            catch (JsonException e)
            {
                reply = new SubjectReply { Error = $"this is no order: {e.Message}" };
            }

            await SendAsync(reply).ConfigureAwait(false);
        }

        async Task SendAsync(SubjectReply reply)
        {
            string line = JsonSerializer.Serialize(reply, SubjectJson.Default.SubjectReply);
            await gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                await writer.WriteLineAsync(line).ConfigureAwait(false);
                await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // expected: the lab has gone, and the end of the input will say so
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
