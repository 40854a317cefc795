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
        var gate = new Lock();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var desk = new SubjectDesk(subject, SendAsync, stop.Token);
        await using (desk.ConfigureAwait(false))
        {
            // A thread of its own, and answers that can be given at once are given on it: a thread pool without a free thread, which is what a library under measurement
            // may well come to, must still be told. Orders overtake each other: a flip does not wait for connecting to end.
            var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => Read(reading)) { Name = "orders", IsBackground = true }.Start();
            await reading.Task.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await stop.CancelAsync().ConfigureAwait(false);
        }

        void Read(TaskCompletionSource end)
        {
            new LineTail(0, LongestOrder).Read(new StreamReader(input, bufferSize: LineTail.ChunkChars), line => _ = AnswerAsync(line));
            end.TrySetResult();
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

        Task SendAsync(SubjectReply reply)
        {
            string line = JsonSerializer.Serialize(reply, SubjectJson.Default.SubjectReply);
            lock (gate)
            {
                try
                {
                    writer.WriteLine(line);
                    writer.Flush();
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    // expected: the lab has gone, and the end of the input will say so
                }
            }

            return Task.CompletedTask;
        }
    }
}
